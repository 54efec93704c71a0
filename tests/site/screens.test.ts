import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axe, CHROMIUM, textOf, type Visit, visit, widthBeyond } from './browser.ts';
import { SCREENS } from './screens.ts';
import { siteUnderTest } from './siteUnderTest.ts';

const reason = CHROMIUM === undefined ? '(skipped: no chromium here)' : '';
if (reason !== '') process.stdout.write(`tests/site/screens ${reason}\n`);

const READY = '[data-state=ready] table, [data-state=ready] dl';

describe.skipIf(reason !== '')('screens (needs chromium)', { timeout: 240_000 }, () => {
  const site = siteUnderTest();
  const visits: Visit[] = [];

  const open = async (...rest: [Record<string, string>?, object?]): Promise<Visit> => {
    const opened = await visit(site.browser, site.url, ...rest);
    visits.push(opened);
    return opened;
  };

  beforeEach(() => {
    site.server.behaviour = 'well';
  });

  afterEach(async () => {
    for (const { close } of visits.splice(0)) await close();
  });

  /** Walks every screen in one look and gathers what is wrong with it. */
  async function walk({ page, complaints }: Visit, settled: string): Promise<string[]> {
    const wrong: string[] = [];
    for (const path of SCREENS) {
      await page.goto(path);
      await page.locator(settled).filter({ visible: true }).first().waitFor();
      if (path === '/market' && settled === READY) await page.locator('canvas').first().waitFor();
      wrong.push(...(await axe(page)).map((each) => `${path} ${each}`));
      const beyond = await widthBeyond(page);
      if (beyond > 0) wrong.push(`${path} is ${beyond} px wider than its window`);
    }
    return [...wrong, ...complaints];
  }

  it('have nothing to hold against them: dark', async () => {
    site.server.show('busy');
    expect(await walk(await open(), READY)).toEqual([]);
  });

  it('have nothing to hold against them: high contrast, compact, costs shown, real money', async () => {
    site.server.show('live');
    const shown = await open({ theme: 'contrast', density: 'compact', costs: 'shown', gains: 'swapped' });
    expect(await walk(shown, READY)).toEqual([]);
    expect(await shown.page.locator('[data-live=true]').count()).toBe(1);
  });

  it('have nothing to hold against them: Arabic on a phone, light', async () => {
    site.server.show('busy');
    const phone = await open(
      { theme: 'light', locale: 'ar' },
      { viewport: { width: 360, height: 740 }, hasTouch: true },
    );
    expect(await walk(phone, READY)).toEqual([]);
    expect(
      await phone.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]),
    ).toEqual(['ar', 'rtl']);
  });

  it('have nothing to hold against them: nothing yet', async () => {
    site.server.show('empty');
    expect(await walk(await open({ theme: 'light' }), '[data-state=empty], [data-state=error]')).toEqual([]);
  });

  it('have nothing to hold against them: loading', async () => {
    site.server.show('busy');
    site.server.behaviour = 'slow';
    const shown = await open();
    expect(await walk(shown, '[data-state=loading]')).toEqual([]);
    site.server.behaviour = 'well';
  });

  it('have been asked ahead: whoever goes to another finds its figures there', async () => {
    site.server.show('busy');
    const { page } = await open();
    const answered = new Set<string>();
    page.on('requestfinished', (request) => answered.add(new URL(request.url()).pathname));
    await page.goto('/');
    // The last one that is asked ahead.
    const untilMs = Date.now() + 60_000;
    while (!answered.has('/api/data-quality') && Date.now() < untilMs) await page.waitForTimeout(50);
    site.server.behaviour = 'slow';
    for (const name of [
      'Strategies',
      'Market',
      'Orders',
      'Risk',
      'Decisions',
      'Ledger',
      'Health',
      'Overview',
    ]) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.locator('main [data-state=ready]').first().waitFor();
      expect([name, await page.locator('main [data-state=loading]').count()]).toEqual([name, 0]);
    }
    site.server.behaviour = 'well';
  });

  it('say what happened, what is still true and what to do when the server fails', async () => {
    site.server.show('busy');
    site.server.behaviour = 'failing';
    const { page } = await open({ theme: 'light' });
    await page.goto('/decisions');
    const alert = page.locator('[data-state=error]').first();
    await alert.waitFor({ timeout: 15_000 });
    expect(await textOf(alert)).toMatch(/database[\s\S]*Still true:[\s\S]*What to do:[\s\S]*req-fixture-1/);
    expect(await axe(page)).toEqual([]);
    site.server.behaviour = 'well';
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-state=ready]').first().waitFor();
  });

  it('keep showing what is known when the connection is lost, and say how old it is', async () => {
    site.server.show('busy');
    const { page } = await open();
    await page.goto('/orders');
    await page.locator('[data-state=ready]').first().waitFor();
    site.server.behaviour = 'failing';
    site.server.hangUp();
    await page.locator('[data-state=stale]').first().waitFor({ timeout: 15_000 });
    await page
      .getByRole('banner')
      .getByText(/^Stale \d+ s$/)
      .waitFor();
    expect(await axe(page)).toEqual([]);
    site.server.behaviour = 'well';
    await page.locator('[data-state=ready]').first().waitFor({ timeout: 20_000 });
  });
});
