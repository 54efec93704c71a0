import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder, PlatformProcess, removeFolder } from '../platform/PlatformProcess.ts';
import { CHROMIUM, launch, visit } from './browser.ts';
import { builtSite } from './builtSite.ts';
import { mouse } from './hands.ts';
import { tellStory } from './tellStory.ts';

const reason = CHROMIUM === undefined ? '(skipped: no chromium here)' : '';
if (reason !== '') process.stdout.write(`tests/site/platformStory ${reason}\n`);

// A market of its own, ten minutes per second: all that runs by default trades within seconds.
const WORDS = ['--port', '0', '--generated', '--days', '2', '--speed', '600'];
const TRADER = 'triangular-arbitrage';

describe.skipIf(reason !== '')("an operator's hour with the running platform (needs chromium)", () => {
  const folder = newFolder();
  let browser: Browser;
  let platform: PlatformProcess;

  beforeAll(async () => {
    await builtSite();
    platform = new PlatformProcess(folder, WORDS);
    [browser] = await Promise.all([launch(), platform.says('Site: current')]);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await platform?.end();
    removeFolder(folder);
  }, 60_000);

  it('goes by mouse, from signing in to re-arming, and the journal says the same', async () => {
    const { api } = platform;
    const { page, complaints, close } = await visit(browser, api.url);
    await tellStory(page, mouse(page), {
      password: readFileSync(join(folder, 'operator.password'), 'utf8').trim(),
      trader: TRADER,
      everyScreen: true,
      budget: {
        from: 'momentum',
        to: 'pairs',
        amount: '1250.50',
        tooMuch: '98749.50',
        refusal: /refused[\s\S]*budget-used-up[\s\S]*98,749\.5/,
      },
    });
    expect(complaints).toEqual([]);
    const { strategies, kill, ledger } = await api.status();
    const budgets = Object.fromEntries(strategies.map(({ name, budget }) => [name, budget]));
    expect([budgets['momentum'], budgets['pairs']]).toEqual([98_749.5, 101_250.5]);
    expect([kill.killed, ledger.balanced]).toEqual([false, true]);
    const { commands } = (await api.get('/api/commands?limit=10')).json;
    expect(
      commands.map(({ kind, who, outcome }: Record<string, string>) => [kind, who, outcome]).reverse(),
    ).toEqual([
      ['move-budget', 'operator', 'applied'],
      ['move-budget', 'operator', 'refused'],
      ['kill', 'operator', 'applied'],
      ['rearm', 'operator', 'applied'],
    ]);
    await close();
  }, 240_000);
});
