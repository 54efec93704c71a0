import { existsSync } from 'node:fs';
import axeCore from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Longest wait for anything to appear, on a busy machine. */
const WAIT_MS = 20_000;

/** The browser of this machine, if it has one. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? PATHS.find((path) => existsSync(path));

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM as string, headless: true, args: FLAGS });
}

export interface Visit {
  readonly page: Page;
  /** What the page complained about: errors, broken policy, requests to other places. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** A page of its own, with preferences set before anything is painted. Animations are off, so that pictures stand still. */
export async function visit(
  browser: Browser,
  url: string,
  preferences: Readonly<Record<string, string>> = {},
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    baseURL: url,
    ...options,
  });
  await context.addInitScript(
    (kept) => {
      if (localStorage.getItem('qca.preferences') === null) localStorage.setItem('qca.preferences', kept);
    },
    JSON.stringify({ theme: 'dark', locale: 'en', ...preferences }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Refused requests are part of the game; a broken policy or a failed render is not.
    const isRefusal = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  const audits = await context.newCDPSession(page);
  // What the policy refused is told here, also where the console says nothing.
  audits.on('Audits.issueAdded', ({ issue }) => {
    const policy = issue.details.contentSecurityPolicyIssueDetails;
    if (policy !== undefined)
      complaints.push(`${policy.contentSecurityPolicyViolationType} of ${policy.violatedDirective}`);
  });
  await audits.send('Audits.enable');
  page.on('request', (request) => {
    const isOwn =
      /^(data|blob):/.test(request.url()) ||
      request.url().startsWith(url) ||
      request.url().startsWith(url.replace('http', 'ws'));
    if (!isOwn) complaints.push(`asked ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong, as `rule: element`. */
export async function axe(page: Page): Promise<string[]> {
  // Through the debugger, because the page's policy lets nobody else in.
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const run = (
      globalThis as unknown as { axe: { run: (root: Document, options: object) => Promise<AxeResult> } }
    ).axe;
    interface AxeResult {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    }
    const { violations } = await run.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 200)}`),
    );
  });
}

/** How far the page is wider than its window. Pixels. */
export function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What somebody reads there: with the spaces and line breaks of the layout, without what is hidden. */
export function textOf(place: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: the text as it is laid out is meant
  return place.innerText();
}
