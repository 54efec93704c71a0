import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newFolder, PlatformProcess, removeFolder, until } from '../tests/platform/PlatformProcess.ts';
import { CHROMIUM, launch, visit } from '../tests/site/browser.ts';
import { builtSite } from '../tests/site/builtSite.ts';
import { encodePalettePng } from './screenshots/encodePalettePng.ts';

// node scripts/screenshots.ts [names]: takes docs/pictures anew, every screen of a platform that runs on the shipped
// recordings; only some when they are named.

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/pictures');
const DESK = { viewport: { width: 1_280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Larger ones slow the pages down that show them. */
const BYTES_MAX = 150_000;
/** Charts draw a frame or two after their numbers have come. */
const SETTLE_MS = 1_500;
/** Until a market has moved enough, on a busy machine. */
const ENOUGH_MS = 180_000;

interface Picture {
  readonly name: string;
  readonly path: string | ((platform: PlatformProcess) => Promise<string>);
  readonly look?: Readonly<Record<string, string>>;
  readonly device?: typeof DESK | typeof PHONE;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

/** A platform at work, and what is pictured of it. */
interface Stage {
  readonly words: readonly string[];
  /** Whether every screen has something to show. */
  readonly isReady: (platform: PlatformProcess) => Promise<boolean>;
  readonly pictures: readonly Picture[];
}

const PICTURED: readonly Picture[] = [
  { name: 'overview', path: '/' },
  { name: 'strategies', path: '/strategies' },
  { name: 'market', path: '/market' },
  { name: 'orders', path: '/orders' },
  { name: 'order', path: newestTrade },
  { name: 'decisions', path: '/decisions' },
  { name: 'risk', path: '/risk', look: { theme: 'light' } },
  { name: 'ledger', path: '/ledger' },
  { name: 'health', path: '/health' },
  { name: 'overview-phone', path: '/', device: PHONE },
  { name: 'overview-arabic', path: '/', look: { locale: 'ar', theme: 'light' } },
  { name: 'palette', path: '/', act: (page) => page.keyboard.press('Control+k') },
  { name: 'budget', path: '/strategies', act: reviewBudget },
  { name: 'kill', path: '/', act: (page) => page.keyboard.press('Control+Alt+k') },
];
/** Hourly bars, four hours per second. */
const BARS: Stage = { words: ['--speed', '14400'], isReady: hasTrades, pictures: PICTURED };
/** Two minutes of books and trades, as they happened. */
const BOOKS: Stage = {
  words: ['--data', 'markets/binance-l2', '--speed', '1'],
  isReady: hasBook,
  pictures: [{ name: 'book', path: '/market' }],
};

async function hasTrades({ api }: PlatformProcess): Promise<boolean> {
  return (await api.get('/api/fills?limit=100')).json.fills.length >= 60;
}

async function hasBook({ api }: PlatformProcess): Promise<boolean> {
  const { bars } = (await api.get('/api/bars?instrument=binance:BTC/USDT')).json;
  return bars !== undefined && bars.length >= 7;
}

const asked = process.argv.slice(2);
const isAsked = ({ name }: Picture): boolean => asked.length === 0 || asked.includes(name);

async function newestTrade(platform: PlatformProcess): Promise<string> {
  const { fills } = (await platform.api.get('/api/fills?limit=1')).json;
  return `/order?id=${encodeURIComponent(fills[0].orderId)}`;
}

async function reviewBudget(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Move budget' }).first().click();
  await page.getByLabel('Amount (USD)').fill('12500');
  await page.keyboard.press('Enter');
  await page.getByLabel(/^Why/).fill('More for the one that earns');
}

async function takeAll(browser: Browser, { words, isReady, pictures }: Stage): Promise<void> {
  const wanted = pictures.filter(isAsked);
  if (wanted.length === 0) return;
  const folder = newFolder();
  const platform = new PlatformProcess(folder, ['--port', '0', ...words]);
  try {
    await platform.says('Site: current');
    await until('enough to show', () => isReady(platform), ENOUGH_MS);
    const session = await signIn(browser, platform);
    for (const picture of wanted) await take(browser, platform, session, picture);
  } finally {
    await platform.end();
    removeFolder(folder);
  }
}

async function signIn(browser: Browser, platform: PlatformProcess): Promise<string> {
  const { page, close } = await visit(browser, platform.api.url, {}, DESK);
  await page.goto('/sign-in');
  await page.getByLabel('Password').waitFor();
  await save(page, 'sign-in');
  await page
    .getByLabel('Password')
    .fill(readFileSync(join(platform.folder, 'operator.password'), 'utf8').trim());
  await page.keyboard.press('Enter');
  await page.locator('[data-state=ready]').first().waitFor();
  const state = JSON.stringify(await page.context().storageState());
  await close();
  return state;
}

async function take(browser: Browser, platform: PlatformProcess, session: string, picture: Picture) {
  const { name, path, look = {}, device = DESK, act } = picture;
  const { cookies } = JSON.parse(session) as Awaited<ReturnType<BrowserContext['storageState']>>;
  const { page, close } = await visit(browser, platform.api.url, look, {
    ...device,
    storageState: { cookies, origins: [] },
  });
  await page.goto(typeof path === 'string' ? path : await path(platform));
  await page.locator('[data-state=ready]').first().waitFor();
  await act?.(page);
  await delay(SETTLE_MS);
  await save(page, name);
  await close();
}

async function save(page: Page, name: string): Promise<void> {
  const file = join(PICTURES, `${name}.png`);
  writeFileSync(file, await shrink(page, await page.screenshot()));
  const bytes = statSync(file).size;
  process.stdout.write(`docs/pictures/${name}.png ${Math.ceil(bytes / 1_000)} kB\n`);
  if (bytes > BYTES_MAX) throw new Error(`${file} has ${bytes} bytes, above ${BYTES_MAX}`);
}

/** The browser reads the picture, so that nothing else has to. */
async function shrink(page: Page, png: Buffer): Promise<Buffer> {
  const reader = await page.context().browser()?.newPage();
  if (reader === undefined) throw new Error('the browser is gone');
  const { pixels, width, height } = await reader.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const blob = new Blob([data]);
    const url = await new Promise<string>((resolve) => {
      const file = new FileReader();
      file.onload = () => resolve(String(file.result));
      file.readAsDataURL(blob);
    });
    return { pixels: url.slice(url.indexOf(',') + 1), width: picture.width, height: picture.height };
  }, png.toString('base64'));
  await reader.close();
  return encodePalettePng(Buffer.from(pixels, 'base64'), width, height);
}

if (CHROMIUM === undefined) throw new Error('no chromium here: install it, or name it by CHROMIUM_PATH');
mkdirSync(PICTURES, { recursive: true });
await builtSite();
const browser = await launch();
try {
  for (const stage of [BARS, BOOKS]) await takeAll(browser, stage);
} finally {
  await browser.close();
}
