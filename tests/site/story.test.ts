import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, CHROMIUM, launch, textOf, visit } from './browser.ts';
import { builtSite } from './builtSite.ts';
import { FIXTURE_PASSWORD, FixtureServer } from './fixture/FixtureServer.ts';

const reason = CHROMIUM === undefined ? '(skipped: no chromium here)' : '';
if (reason !== '') process.stdout.write(`tests/site/story ${reason}\n`);

describe.skipIf(reason !== '')("an operator's hour (needs chromium)", { timeout: 240_000 }, () => {
  let browser: Browser;
  let server: FixtureServer;
  let url: string;

  beforeAll(async () => {
    server = new FixtureServer(await builtSite());
    url = await server.listen();
    browser = await launch();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const goBy = async (page: Page, words: string): Promise<void> => {
    // A screen hears keys once it has drawn what it was sent.
    await page.locator('[data-state=ready]').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Places/ }).waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };

  const tabTo = async (page: Page, name: string): Promise<void> => {
    for (let steps = 0; steps < 80; steps += 1) {
      await page.keyboard.press('Tab');
      const text = await page.evaluate(() => {
        const { activeElement } = document;
        return `${activeElement?.textContent ?? ''} ${activeElement?.getAttribute('aria-label') ?? ''}`.trim();
      });
      if (text === name) return;
    }
    throw new Error(`no way by keyboard to ${name}`);
  };

  it('goes by keyboard alone: sign in, move budget, be refused, kill, re-arm', async () => {
    server.show('busy');
    server.signedIn = false;
    const { page, complaints, close } = await visit(browser, url);
    await page.goto('/risk');
    await page.waitForURL(/sign-in\?next=%2Frisk/);
    await page.getByLabel('Password').focus();
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Name or password is wrong.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Password').fill('');
    await page.keyboard.type(FIXTURE_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/risk$/);

    await goBy(page, 'strategies');
    await page.waitForURL(/\/strategies$/);
    await page.locator('[data-state=ready]').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('screen-title');

    await tabTo(page, 'Move budget');
    await page.keyboard.press('Enter');
    await page.getByLabel('Amount (USD)').focus();
    await page.keyboard.type('250.50');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4,000.00 USD → 3,749.50 USD').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.type('more for the one that earns');
    await page.getByLabel(/Or type “move”/).focus();
    await page.keyboard.type('move');
    await page.keyboard.press('Enter');
    await dialog.locator('[data-outcome=applied]').waitFor();
    expect(server.world.status.strategies[0]?.budget).toBe(3_749.5);
    expect(server.world.commands.at(-1)).toMatchObject({
      kind: 'move-budget',
      why: 'more for the one that earns',
    });
    await dialog.getByRole('button', { name: 'Move it back' }).waitFor();
    await page.keyboard.press('Escape');

    await page.locator('#momentum').getByRole('button', { name: 'Move budget' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Amount (USD)').focus();
    await page.keyboard.type('3000');
    await page.keyboard.press('Enter');
    await page.getByLabel(/^Why/).waitFor();
    await page.keyboard.type('too much');
    await page.getByLabel(/Or type “move”/).focus();
    await page.keyboard.type('move');
    await page.keyboard.press('Enter');
    const refusal = dialog.locator('[data-outcome=failed]');
    await refusal.waitFor();
    expect(await textOf(refusal)).toMatch(/refused[\s\S]*budget-in-use[\s\S]*free[\s\S]*1,500/);
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+Alt+k');
    await dialog.getByText('Open orders to cancel').waitFor();
    expect(await textOf(dialog)).toMatch(/4,445.39\sUSD[\s\S]*cross-exchange-arbitrage/);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.type('kill');
    await page.keyboard.press('Enter');
    await dialog.locator('[data-outcome=applied]').waitFor();
    await dialog.getByText('3 positions are left.').waitFor();
    expect(server.world.status.kill.killed).toBe(true);
    await page.keyboard.press('Escape');

    await goBy(page, 'risk');
    await page.waitForURL(/\/risk$/);
    await tabTo(page, 'Re-arm');
    await page.keyboard.press('Enter');
    await page.getByLabel(/^Why/).waitFor();
    await page.keyboard.type('looked, all is well');
    await page.getByLabel(/Or type “arm”/).focus();
    await page.keyboard.type('arm');
    await page.keyboard.press('Enter');
    await dialog.locator('[data-outcome=applied]').waitFor();
    expect(server.world.status.kill.killed).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it('goes by mouse: from revenue to a fill, its order, its ledger entries', async () => {
    server.show('busy');
    server.signedIn = true;
    const { page, complaints, close } = await visit(browser, url);
    await page.goto('/');
    await page
      .getByRole('table', { name: 'Revenue by strategy' })
      .getByRole('link', { name: 'momentum' })
      .click();
    await page.waitForURL(/\/orders\?strategy=momentum/);
    const fills = page.getByRole('table', { name: 'Recent fills' });
    await fills.getByRole('link').first().click();
    await page.waitForURL(/\/order\?id=/);
    const entries = page.getByRole('table', { name: 'Ledger entries' });
    await entries.waitFor();
    expect(await entries.getByRole('row').count()).toBe(4);
    await entries
      .getByRole('link', { name: /^strategy\// })
      .first()
      .click();
    await page.waitForURL(/\/ledger\?account=strategy/);
    await page.getByRole('table', { name: 'Balances' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('goes by touch: a held button pulls the switch, a short press does not', async () => {
    server.show('busy');
    const { page, close } = await visit(
      browser,
      url,
      {},
      { viewport: { width: 390, height: 844 }, hasTouch: true },
    );
    await page.goto('/');
    await page.locator('[data-state=ready]').first().waitFor();
    const kill = page.getByRole('button', { name: 'Kill', exact: true });
    const box = await kill.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await kill.click();
    const hold = page.getByRole('button', { name: /^Hold to/ });
    await hold.click();
    await page.waitForTimeout(1_100);
    expect(server.world.status.kill.killed).toBe(false);
    await hold.hover();
    await page.mouse.down();
    await page.locator('[data-outcome=applied]').waitFor({ timeout: 5_000 });
    await page.mouse.up();
    expect(server.world.status.kill.killed).toBe(true);
    await close();
  });

  it('reads charts by keys, and shows each as a table', async () => {
    server.show('busy');
    const { page, close } = await visit(browser, url);
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

  it('takes deltas as they stream', async () => {
    server.show('busy');
    const { page, close } = await visit(browser, url);
    await page.goto('/');
    await page.getByText('Streaming').waitFor();
    const { platform } = server.world.status;
    server.world.status = { ...server.world.status, platform: { ...platform, equity: 12_345.67 } };
    server.tell('status', { platform: server.world.status.platform });
    await page.locator('[data-source="readStatus#platform.equity"]', { hasText: '12,345.67' }).waitFor();
    await close();
  });
});
