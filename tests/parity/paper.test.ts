import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '@qca/engine';
import { createFileStore, createMemoryStore } from '@qca/store-local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executePlan } from './agent.ts';
import { entriesOf, paperMarket, paperPlan, replayKept, runOnPaper } from './paperRun.ts';

describe.each(['mixed', 'bars'] as const)('a paper run on %s data', (kind) => {
  const root = mkdtempSync(join(tmpdir(), 'qca-parity-'));
  const store = createFileStore({ root, durable: true });
  const market = paperMarket(kind);
  let paper: Awaited<ReturnType<typeof runOnPaper>>;

  beforeAll(async () => {
    paper = await runOnPaper(store, market);
  });
  afterAll(async () => {
    await store.close();
    rmSync(root, { recursive: true });
  });

  it('trades', () => {
    const fills = paper.state.strategies.reduce((sum, each) => sum + each.fills, 0);
    expect(fills).toBeGreaterThan(2);
    expect(paper.summary.balanced).toBe(true);
  });

  it('is replayed from its journal to the same facts, hash, ledger and state', async () => {
    const replayed = await replayKept(store, market, false);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.head).toEqual({ lastSequence: paper.outcome.events - 1, hash: paper.outcome.hash });
    expect(replayed.inputs).toBe(paper.outcome.inputs);
    const { state } = replayed;
    expect(state?.books.ledger.head).toBe(paper.state.books.ledger.head);
    expect(state?.books.ledger.creditsPosted).toEqual(paper.state.books.ledger.creditsPosted);
    expect(state?.books.ledger.debitsPosted).toEqual(paper.state.books.ledger.debitsPosted);
    expect([...(state?.orders.values() ?? [])]).toEqual([...paper.state.orders.values()]);
    expect(
      state?.strategies.map(({ orders, fills, refused, equity }) => ({ orders, fills, refused, equity })),
    ).toEqual(
      paper.state.strategies.map(({ orders, fills, refused, equity }) => ({
        orders,
        fills,
        refused,
        equity,
      })),
    );
  });

  it('is told the same again by fresh venues that hear the same orders', async () => {
    const replayed = await replayKept(store, market, true);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.head.hash).toBe(paper.outcome.hash);
  });

  it('decides what the backtest of the same plan decides, bit for bit', async () => {
    const memory = createMemoryStore();
    const backtest = await executePlan(paperPlan(market), market, {
      store: memory,
      mode: 'backtest',
      id: 'parity',
      createdUs: 0,
      project: false,
    });
    expect(backtest.outcome.hash).toBe(paper.outcome.hash);
    expect(backtest.state.books.ledger.head).toBe(paper.state.books.ledger.head);
    await memory.close();
  });

  it('keeps in its tables the orders and fills that its journal tells of', async () => {
    const entries = await entriesOf(store);
    const facts = (kind: Fact['kind']) => entries.filter((each) => each.kind === kind);
    const orders = await store.projections.orders('parity', { limit: 100_000 });
    const fills = await store.projections.fills('parity', { limit: 100_000 });
    expect(orders.map((each) => each.orderId).sort()).toEqual(
      facts('order-placed')
        .map((each) => (each as { orderId: string }).orderId)
        .sort(),
    );
    expect(fills).toHaveLength(paper.state.strategies.reduce((sum, each) => sum + each.fills, 0));
  });
});
