import { fileURLToPath } from 'node:url';
import { executePlan, openMarket, planRun } from '@qca/agent';
import type { Entry } from '@qca/engine';
import { createMemoryStore } from '@qca/store-local';
import { describe, expect, it } from 'vitest';
import { NaiveRun } from './NaiveRun.ts';

type Decision = Extract<Entry, { kind: 'order-placed' | 'intent-refused' }>;

/** Plays a whole shipped recording in memory and returns every decision that its journal holds. */
async function decisionsOf(folder: string): Promise<readonly Decision[]> {
  const path = fileURLToPath(new URL(`../../markets/${folder}`, import.meta.url));
  const market = await openMarket({ kind: 'recorded', path, fromUs: null, toUs: null, skipBadRows: false });
  const { plan } = planRun({ market, strategies: [], parameters: {}, seed: 1, budget: 100_000 });
  const store = createMemoryStore();
  const { record } = await executePlan(plan, market, {
    store,
    mode: 'backtest',
    id: 'decisions',
    createdUs: 0,
    project: false,
  });
  const run = await NaiveRun.read(store, record.id);
  await store.close();
  return run.entries.filter((entry) => entry.kind === 'order-placed' || entry.kind === 'intent-refused');
}

/** What is missing from a decision's reason; empty when it is whole. */
function missing(decision: Decision): string {
  const { why, verdict } = decision;
  if (why.text.trim() === '') return 'the strategy says no reason';
  const numbers = Object.values(why.numbers);
  if (numbers.length === 0) return 'the strategy gives no numbers';
  if (!numbers.every(Number.isFinite)) return 'a number of the strategy is none';
  if (verdict === 'admitted') return decision.kind === 'order-placed' ? '' : 'a refusal without a rule';
  const { rule, value, limit, unit } = verdict;
  if (rule === '' || unit === '') return 'the gate names no rule or no unit';
  return Number.isFinite(value) && Number.isFinite(limit) ? '' : `${rule}: ${value} of ${limit} ${unit}`;
}

describe('the decision ledger of a whole recorded run', () => {
  it.each(['binance-l2', 'bitstamp'])(
    '%s: no decision is without its reason and its numbers',
    async (folder) => {
      const decisions = await decisionsOf(folder);
      expect(decisions.length).toBeGreaterThan(40);
      const faults = decisions.flatMap((each) => {
        const fault = missing(each);
        return fault === '' ? [] : [`${fault}: ${JSON.stringify(each).slice(0, 300)}`];
      });
      expect([...new Set(faults)].slice(0, 5)).toEqual([]);
      if (folder === 'bitstamp') {
        const refused = decisions.filter(({ kind }) => kind === 'intent-refused').length;
        const shrunk = decisions.filter(
          (each) => each.kind === 'order-placed' && each.verdict !== 'admitted',
        );
        expect([refused, shrunk.length].every((count) => count > 10)).toBe(true);
      }
    },
    120_000,
  );
});
