import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axe, CHROMIUM, launch, visit, widthBeyond } from './browser.ts';

// The pages that the command line writes: read by people who have nothing but the file.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const MARKET = join(ROOT, 'markets/bitstamp');
const WINDOW = ['--from', '2020-06-01', '--to', '2020-09-01', '--budget', '10000'];

let folder: string;
let browser: Browser;

async function qca(...words: readonly string[]): Promise<void> {
  const main = join(ROOT, 'apps/cli/src/main.ts');
  await promisify(execFile)(process.execPath, [main, ...words, '--home', join(folder, 'home'), '--json']);
}

const fileUrl = (name: string): string => pathToFileURL(join(folder, name)).href;

describe.skipIf(CHROMIUM === undefined)('pages that stand alone (needs chromium)', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qca-pages-'));
    copyFileSync(join(ROOT, 'examples/models/momentum.js'), join(folder, 'momentum.js'));
    const manifest = JSON.parse(readFileSync(join(ROOT, 'examples/models/momentum.manifest.json'), 'utf8'));
    const own = {
      ...manifest,
      universe: ['BTCUSD'],
      name: 'one-very-long-name-without-any-space',
    };
    writeFileSync(join(folder, 'momentum.manifest.json'), JSON.stringify(own));
    const model = join(folder, 'momentum.js');
    await qca(
      'model',
      'evaluate',
      model,
      '--data',
      MARKET,
      ...WINDOW,
      '--adversary-paths',
      '2',
      '--html',
      join(folder, 'report.html'),
    );
    const space = [
      '--strategy',
      'mean-reversion',
      '--method',
      'grid',
      '--space',
      'window=24:72:24,entryZ=1.5:2:0.5',
    ];
    await qca(
      'backtest',
      'optimise',
      '--data',
      MARKET,
      ...WINDOW,
      ...space,
      '--folds',
      '2',
      '--html',
      join(folder, 'comparison.html'),
    );
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['report.html', 'comparison.html'])(
    '%s can be read by everybody, in light and in dark',
    async (name) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, complaints, close } = await visit(browser, fileUrl(name), {}, { colorScheme });
        await page.goto(fileUrl(name));
        expect(await axe(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      }
    },
  );

  it.each(['report.html', 'comparison.html'])('%s fits a phone and a sheet of paper', async (name) => {
    const { page, close } = await visit(
      browser,
      fileUrl(name),
      {},
      { viewport: { width: 390, height: 844 } },
    );
    await page.goto(fileUrl(name));
    expect(await widthBeyond(page)).toBe(0);
    // What scrolls is reached by keys.
    const still = await page.locator('.scroll:not([tabindex="0"])').count();
    expect([(await page.locator('.scroll').count()) > 0, still]).toEqual([true, 0]);
    // A4 less its margins, at 96 pixels to the inch.
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const cut = await page
      .locator('.scroll')
      .evaluateAll((all) =>
        all
          .filter((each) => each.scrollWidth > document.documentElement.clientWidth)
          .map((each) => each.getAttribute('aria-label')),
      );
    expect(cut).toEqual([]);
    await close();
  });
});
