import { describe, expect, it } from 'vitest';
import { axe, CHROMIUM, textOf, visit } from './browser.ts';
import { FIXTURE_PASSWORD } from './fixture/FixtureServer.ts';
import { keyboard, mouse, touch } from './hands.ts';
import { siteUnderTest } from './siteUnderTest.ts';
import { type Setting, tellStory } from './tellStory.ts';

const reason = CHROMIUM === undefined ? '(skipped: no chromium here)' : '';
if (reason !== '') process.stdout.write(`tests/site/story ${reason}\n`);

describe.skipIf(reason !== '')("an operator's hour (needs chromium)", { timeout: 240_000 }, () => {
  const site = siteUnderTest();

  const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
  const SETTING: Setting = {
    password: FIXTURE_PASSWORD,
    trader: 'momentum',
    everyScreen: false,
    budget: {
      from: 'momentum',
      to: 'mean-reversion',
      amount: '250.50',
      tooMuch: '3000',
      refusal: /refused[\s\S]*budget-in-use[\s\S]*free[\s\S]*1,500/,
    },
    earn: () => site.server.world.earn(),
  };

  it.each([
    ['mouse', mouse, { theme: 'dark' }, {}],
    ['keyboard alone', keyboard, { theme: 'light' }, {}],
    ['touch on a phone', touch, { theme: 'dark' }, PHONE],
  ] as const)('goes by %s, from signing in to re-arming', async (_, handsOf, look, device) => {
    site.server.show('busy');
    site.server.signedIn = false;
    const { page, complaints, close } = await visit(site.browser, site.url, look, device);
    await tellStory(page, handsOf(page), SETTING);
    expect(site.server.world.status.strategies[0]?.budget).toBe(3_749.5);
    expect(site.server.world.commands.map(({ kind }) => kind).slice(-3)).toEqual([
      'move-budget',
      'kill',
      'rearm',
    ]);
    expect(site.server.world.commands.at(-3)?.why).toBe('more for the one that earns');
    expect(site.server.world.status.kill.killed).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says that a password is wrong, and leads back to where somebody wanted to go', async () => {
    site.server.show('busy');
    site.server.signedIn = false;
    const { page, close } = await visit(site.browser, site.url);
    await page.goto('/risk');
    await page.waitForURL(/sign-in\?next=%2Frisk/);
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Name or password is wrong.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Password').fill(FIXTURE_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/risk$/);
    await close();
  });

  it('moves the focus to the heading of the screen that is gone to', async () => {
    site.server.show('busy');
    site.server.signedIn = true;
    const { page, close } = await visit(site.browser, site.url);
    await page.goto('/risk');
    await page.locator('[data-state=ready]').first().waitFor();
    await keyboard(page).goTo('Strategies');
    await page.waitForURL(/\/strategies$/);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('screen-title');
    await close();
  });

  it('pulls the switch by a held button, not by a short press', async () => {
    site.server.show('busy');
    const { page, close } = await visit(site.browser, site.url, {}, PHONE);
    await page.goto('/');
    await page.locator('[data-state=ready]').first().waitFor();
    const kill = page.getByRole('button', { name: 'Kill', exact: true });
    const box = await kill.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await kill.click();
    const hold = page.getByRole('button', { name: /^Hold to/ });
    await hold.click();
    await page.waitForTimeout(1_100);
    expect(site.server.world.status.kill.killed).toBe(false);
    await hold.hover();
    await page.mouse.down();
    await page.locator('[data-outcome=applied]').waitFor({ timeout: 5_000 });
    await page.mouse.up();
    expect(site.server.world.status.kill.killed).toBe(true);
    await close();
  });

  it('reads charts by keys, and shows each as a table', async () => {
    site.server.show('busy');
    const { page, close } = await visit(site.browser, site.url);
    await page.goto('/market');
    const cursor = page.getByRole('slider', { name: /Price of BTC\/USD/ });
    await cursor.waitFor();
    await page.locator('canvas').first().waitFor();
    await cursor.focus();
    const last = await cursor.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    const before = await cursor.getAttribute('aria-valuetext');
    expect(last).toMatch(/^10 Mar, 11:59 UTC\. Open [\d,.]+, High [\d,.]+, Low [\d,.]+, Close [\d,.]+ USD$/);
    expect(before).toMatch(/^10 Mar, 11:58 UTC/);
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: 'Price of BTC/USD' });
    expect(await textOf(table.getByRole('row').nth(1))).toContain('10 Mar, 11:59');
    await close();
  });

  it('leafs back through a list, by the address, and to the newest again', async () => {
    site.server.show('busy');
    site.server.world.pageRows = 4;
    const { page, complaints, close } = await visit(site.browser, site.url);
    await page.goto('/orders');
    const fills = page.locator('#fills');
    const shown = (): Promise<string[]> =>
      fills
        .locator('tr[data-row]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row') ?? ''));
    await fills.locator('tr[data-row]').first().waitFor();
    const newest = await shown();
    expect(newest).toEqual(site.server.world.trades.fills.slice(0, 4).map(({ fillId }) => fillId));
    await fills.getByRole('button', { name: 'Older' }).click();
    await fills.getByText('An older page').waitFor();
    await page.waitForFunction(
      (first) => document.querySelector('#fills tr[data-row]')?.getAttribute('data-row') !== first,
      newest[0],
    );
    expect(await shown()).toEqual(site.server.world.trades.fills.slice(4, 8).map(({ fillId }) => fillId));
    expect(new URL(page.url()).searchParams.get('fills')).toBe('4');
    expect(await axe(page)).toEqual([]);
    await page.goBack();
    await fills.getByText('An older page').waitFor({ state: 'detached' });
    await page.goForward();
    await fills.getByRole('button', { name: 'Back to the newest' }).click();
    await fills.getByText('An older page').waitFor({ state: 'detached' });
    expect(await shown()).toEqual(newest);
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes deltas as they stream', async () => {
    site.server.show('busy');
    const { page, close } = await visit(site.browser, site.url);
    await page.goto('/');
    await page.getByText('Streaming').waitFor();
    const { platform } = site.server.world.status;
    site.server.world.status = { ...site.server.world.status, platform: { ...platform, equity: 12_345.67 } };
    site.server.tell('status', { platform: site.server.world.status.platform });
    await page.locator('[data-source="readStatus#platform.equity"]', { hasText: '12,345.67' }).waitFor();
    await close();
  });
});
