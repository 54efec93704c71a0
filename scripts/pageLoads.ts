import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newFolder, PlatformProcess, removeFolder } from '../tests/platform/PlatformProcess.ts';
import { CHROMIUM, launch, visit } from '../tests/site/browser.ts';
import { builtSite } from '../tests/site/builtSite.ts';

// node scripts/pageLoads.ts [--rounds 5] [--json]: times the site of a running platform in a real browser: how long the
// server takes to answer, a first load, a repeat visit, and going from screen to screen.

const PLACES = {
  Overview: '/',
  Strategies: '/strategies',
  Market: '/market',
  Orders: '/orders',
  Risk: '/risk',
  Decisions: '/decisions',
  Ledger: '/ledger',
  Health: '/health',
} as const;
/** What is promised for each but the first load. Milliseconds at the 95th percentile. */
const PROMISED_MS = 100;

/** Longest wait for a screen, on a busy machine. */
const WAIT_MS = 60_000;

interface Load {
  /** Until the first byte of the page. */
  readonly answerMs: number;
  /** Until anything is drawn. */
  readonly paintMs: number;
  /** Until the first figures stand. */
  readonly readyMs: number;
}

/** Marks when the first part of a screen has its data. */
function markReady(): void {
  new MutationObserver((_, observer) => {
    if (document.querySelector('[data-state=ready]') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => performance.mark('ready'));
  }).observe(document, { childList: true, subtree: true });
}

async function load(page: Page, path: string): Promise<Load> {
  await page.goto(path);
  await page.locator('[data-state=ready]').first().waitFor({ timeout: WAIT_MS });
  return page.evaluate(async () => {
    // The mark comes with the frame that shows it.
    while (performance.getEntriesByName('ready').length === 0) await new Promise(requestAnimationFrame);
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return {
      answerMs: (navigation?.responseStart ?? Number.NaN) - (navigation?.requestStart ?? Number.NaN),
      paintMs: at('first-contentful-paint'),
      readyMs: at('ready'),
    };
  });
}

/** From the click on a place to its heading on the screen. Milliseconds. */
function goWithin(page: Page, place: string): Promise<number> {
  return page.evaluate((name) => {
    const link = [...document.querySelectorAll<HTMLElement>('nav a')].find(
      (each) => each.textContent?.trim() === name,
    );
    const startedMs = performance.now();
    link?.click();
    return new Promise<number>((resolve) => {
      const look = (): void => {
        const isThere = document.getElementById('screen-title')?.textContent === name;
        requestAnimationFrame(isThere ? () => resolve(performance.now() - startedMs) : look);
      };
      look();
    });
  }, place);
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

function spread(values: readonly number[]): { p50: number; p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95) };
}

function loadsSpread(loads: readonly Load[]) {
  return {
    answerMs: spread(loads.map(({ answerMs }) => answerMs)),
    paintMs: spread(loads.map(({ paintMs }) => paintMs)),
    readyMs: spread(loads.map(({ readyMs }) => readyMs)),
  };
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

async function signIn(browser: Browser, platform: PlatformProcess): Promise<Cookies> {
  const { page, close } = await visit(browser, platform.api.url);
  await page.goto('/sign-in');
  await page
    .getByLabel('Password')
    .fill(readFileSync(join(platform.folder, 'operator.password'), 'utf8').trim());
  await page.keyboard.press('Enter');
  await page.locator('[data-state=ready]').first().waitFor();
  const cookies = await page.context().cookies();
  await close();
  return cookies;
}

async function measure(browser: Browser, platform: PlatformProcess, rounds: number) {
  const cookies = await signIn(browser, platform);
  const [first, repeat, within]: [Load[], Load[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const path of Object.values(PLACES)) {
      // A browser that has never been here, then the same one again.
      const { page, close } = await visit(
        browser,
        platform.api.url,
        {},
        { storageState: { cookies, origins: [] } },
      );
      await page.addInitScript(markReady);
      first.push(await load(page, path));
      repeat.push(await load(page, path));
      await close();
    }
    const { page, close } = await visit(
      browser,
      platform.api.url,
      {},
      { storageState: { cookies, origins: [] } },
    );
    await page.addInitScript(markReady);
    await load(page, '/');
    for (const place of [...Object.keys(PLACES).slice(1), 'Overview'])
      within.push(await goWithin(page, place));
    await close();
  }
  return {
    first: loadsSpread(first),
    repeat: loadsSpread(repeat),
    withinMs: spread(within),
    loads: first.length,
  };
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
if (CHROMIUM === undefined) throw new Error('no chromium here: install it, or name it by CHROMIUM_PATH');
await builtSite();
const folder = newFolder();
const platform = new PlatformProcess(folder, ['--port', '0']);
const browser = await launch();
try {
  await platform.says('Site: current');
  const found = await measure(browser, platform, Number(values.rounds));
  const machine = {
    cores: availableParallelism(),
    load: rounded(loadavg()[0] ?? 0),
    promisedMs: PROMISED_MS,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ ...machine, ...found }, null, 2)}\n`);
  else {
    const line = (what: string, { p50, p95 }: { p50: number; p95: number }) =>
      process.stdout.write(`${what.padEnd(32)} p50 ${p50} ms, p95 ${p95} ms\n`);
    line('server answers a page', found.first.answerMs);
    line('first load, first paint', found.first.paintMs);
    line('first load, first figures', found.first.readyMs);
    line('repeat visit, first paint', found.repeat.paintMs);
    line('repeat visit, first figures', found.repeat.readyMs);
    line('from screen to screen', found.withinMs);
  }
} finally {
  await browser.close();
  await platform.end();
  removeFolder(folder);
}
