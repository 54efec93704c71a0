import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { axe, textOf, widthBeyond } from './browser.ts';
import type { Hands } from './hands.ts';

/** What differs between a made-up platform and a running one. */
export interface Setting {
  readonly password: string;
  /** Takes from one strategy and gives to another; the second amount is more than the first has to give. */
  readonly budget: {
    readonly from: string;
    readonly to: string;
    readonly amount: string;
    readonly tooMuch: string;
    /** What the refusal says. */
    readonly refusal: RegExp;
  };
  /** A strategy that has traded. */
  readonly trader: string;
  /** Screens are held to account, too; otherwise only dialogs, whose screens have tests of their own. */
  readonly everyScreen: boolean;
  /** Lets the platform earn or lose; a running one does so by itself. */
  readonly earn?: () => void;
}

const REVENUE = '[data-source="readRevenue#total.net"]';
/** Longest wait for the agent to carry out a command or for the market to move, on a busy machine. */
const AGENT_MS = 60_000;

/** Signs in, watches revenue change, follows a trade to its ledger entries, moves budget, is refused, kills and re-arms. */
export async function tellStory(page: Page, hands: Hands, setting: Setting): Promise<void> {
  const { everyScreen } = setting;
  const dialog = page.getByRole('dialog');
  await page.goto('/');
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('Password').waitFor();
  await isFlawless(page, 'sign-in');
  await hands.write(page.getByLabel('Password'), setting.password);
  await hands.press(page.getByRole('button', { name: 'Sign in' }));
  await arrive(page, /\/$/);

  const revenue = page.locator(REVENUE).first();
  const before = await revenue.getAttribute('data-value');
  setting.earn?.();
  await expect.poll(() => revenue.getAttribute('data-value'), { timeout: AGENT_MS }).not.toBe(before);
  if (everyScreen) await isFlawless(page, 'overview');

  await followTrade(page, hands, setting);
  await moveBudget(page, hands, dialog, setting);

  await hands.openKillSwitch();
  await dialog.getByText('Open orders to cancel').waitFor();
  await isFlawless(page, 'kill');
  await hands.confirm(dialog, 'kill');
  await dialog.locator('[data-outcome=applied]').waitFor({ timeout: AGENT_MS });
  await hands.close(dialog);
  await page.getByRole('banner').getByText('Killed', { exact: true }).waitFor({ timeout: AGENT_MS });

  await hands.goTo('Risk');
  await arrive(page, /\/risk$/);
  if (everyScreen) await isFlawless(page, 'risk');
  await hands.press(page.getByRole('button', { name: 'Re-arm' }));
  await hands.write(dialog.getByLabel(/^Why/), 'looked, all is well');
  await hands.confirm(dialog, 'arm');
  await dialog.locator('[data-outcome=applied]').waitFor({ timeout: AGENT_MS });
  await isFlawless(page, 're-arm');
  await hands.close(dialog);
  await page
    .getByRole('banner')
    .getByText('Killed', { exact: true })
    .waitFor({ state: 'detached', timeout: AGENT_MS });
}

async function followTrade(page: Page, hands: Hands, { trader, everyScreen }: Setting): Promise<void> {
  const strategies = page.getByRole('table', { name: 'Revenue by strategy' });
  await hands.press(strategies.getByRole('link', { name: trader, exact: true }));
  await arrive(page, /\/orders\?strategy=/);
  const fill = page.getByRole('table', { name: 'Recent fills' }).getByRole('row').nth(1);
  await fill.waitFor();
  if (everyScreen) await isFlawless(page, 'orders');
  await hands.press(fill.getByRole('link').first());
  await arrive(page, /\/order\?id=/);
  const entries = page.getByRole('table', { name: 'Ledger entries' });
  // A head, and at least what was given and what was got.
  await expect.poll(() => entries.getByRole('row').count(), { timeout: AGENT_MS }).toBeGreaterThanOrEqual(3);
  if (everyScreen) await isFlawless(page, 'order');
  await hands.press(entries.getByRole('link', { name: /^strategy\// }).first());
  await arrive(page, /\/ledger\?account=strategy/);
  await page.getByRole('table', { name: 'Balances' }).waitFor();
  if (everyScreen) await isFlawless(page, 'ledger');
}

async function moveBudget(
  page: Page,
  hands: Hands,
  dialog: Locator,
  { budget, everyScreen }: Setting,
): Promise<void> {
  const { from, to, amount, tooMuch, refusal } = budget;
  await hands.goTo('Strategies');
  await arrive(page, /\/strategies$/);
  if (everyScreen) await isFlawless(page, 'strategies');
  const review = async (asked: string): Promise<void> => {
    await hands.press(page.locator(`[id="${from}"]`).getByRole('button', { name: 'Move budget' }));
    await dialog.getByLabel('To').selectOption(to);
    await hands.write(dialog.getByLabel('Amount (USD)'), asked);
    await hands.press(dialog.getByRole('button', { name: 'Review' }));
    await hands.write(dialog.getByLabel(/^Why/), 'more for the one that earns');
  };
  await review(amount);
  await dialog
    .getByText(/ USD → .* USD/)
    .first()
    .waitFor();
  await isFlawless(page, 'budget');
  await hands.confirm(dialog, 'move');
  await dialog.locator('[data-outcome=applied]').waitFor({ timeout: AGENT_MS });
  await dialog.getByRole('button', { name: 'Move it back' }).waitFor();
  await hands.close(dialog);

  await review(tooMuch);
  await hands.confirm(dialog, 'move');
  const refused = dialog.locator('[data-outcome=failed], [data-outcome=refused]');
  await refused.waitFor({ timeout: AGENT_MS });
  expect(await textOf(refused)).toMatch(refusal);
  await isFlawless(page, 'refusal');
  await hands.close(dialog);
}

// A screen has arrived when its address has and what it shows has been drawn.
async function arrive(page: Page, address: RegExp): Promise<void> {
  await page.waitForURL(address);
  await page.locator('[data-state=ready]').first().waitFor({ timeout: AGENT_MS });
}

async function isFlawless(page: Page, where: string): Promise<void> {
  expect([where, await axe(page), Math.max(0, await widthBeyond(page))]).toEqual([where, [], 0]);
}
