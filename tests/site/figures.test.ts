import { OPERATIONS, type Operation } from '@qca/api';
import { followPath } from '@qca/ui/source';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM, visit } from './browser.ts';
import { SCREENS } from './screens.ts';
import { siteUnderTest } from './siteUnderTest.ts';

const reason = CHROMIUM === undefined ? '(skipped: no chromium here)' : '';
if (reason !== '') process.stdout.write(`tests/site/figures ${reason}\n`);

interface Shown {
  readonly source: string;
  readonly value: string;
}

/** Asks for more rows than any screen does, so that every row shown is among them. */
const LIMITED = new Set([
  'listOrders',
  'listFills',
  'listDecisions',
  'listTransfers',
  'listCommands',
  'listRuns',
]);

describe.skipIf(reason !== '')('figures (needs chromium)', () => {
  const site = siteUnderTest();

  const shownOn = (page: Page): Promise<Shown[]> =>
    page.locator('[data-source]').evaluateAll((elements) =>
      elements.map((element) => ({
        source: element.getAttribute('data-source') as string,
        value: element.getAttribute('data-value') as string,
      })),
    );

  const answers = new Map<string, Promise<unknown>>();
  const ask = (request: string): Promise<unknown> => {
    let answer = answers.get(request);
    if (answer === undefined) {
      answer = fetch(site.url + addressOf(request)).then((response) => response.json());
      answers.set(request, answer);
    }
    return answer;
  };

  it('trace to an API value, each of them, on every screen', async () => {
    const { page, close } = await visit(site.browser, site.url);
    const counts: number[] = [];
    for (const path of SCREENS) {
      await page.goto(path);
      await page.locator('[data-state=ready] [data-source]').first().waitFor();
      await page.waitForLoadState('networkidle');
      const shown = await shownOn(page);
      counts.push(shown.length);
      for (const figure of shown)
        expect([path, figure.source, await isTrue(figure)]).toEqual([path, figure.source, true]);
    }
    expect(Math.min(...counts)).toBeGreaterThan(5);
    await close();
  }, 240_000);

  async function isTrue({ source, value }: Shown): Promise<boolean> {
    const parts = source.split(' ');
    const values = await Promise.all(
      parts.map(async (part) => {
        const [request, path] = part.split('#') as [string, string];
        return followPath(await ask(request), path);
      }),
    );
    if (values.some((each) => each === undefined)) return false;
    const [only] = values;
    // Worked out of several, or of a list: its parts exist, and calculators are tested on their own.
    if (values.length > 1 || typeof only === 'object') return only !== null || value === '';
    return String(only ?? '') === value;
  }
});

function addressOf(request: string): string {
  const [name, query = ''] = request.split('?') as [string, string?];
  const operation = OPERATIONS.find((each) => each.name === name) as Operation;
  const given = new URLSearchParams(query);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = given.get(key) as string;
    given.delete(key);
    return encodeURIComponent(value);
  });
  if (LIMITED.has(name)) given.set('limit', '1000');
  return `${path}${given.size === 0 ? '' : `?${given}`}`;
}
