import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, WEST, WHY } from '../testing/Bench.fixture.ts';
import { explainOrder } from './explain.ts';

async function traded() {
  const bench = new Bench().open();
  await bench.close();
  const order = bench.place(limit(EAST, 'buy', 10, 1_001));
  bench.place(limit(WEST, 'buy', 1, 900));
  bench.accepted(order);
  bench.filled(order, 10, 1_000);
  return { bench, order, journal: await bench.close() };
}

describe('explainOrder', () => {
  it('tells price, decision, gate, venue, fills and transfers, with their places in the journal', async () => {
    const { bench, order, journal } = await traded();
    const story = await explainOrder(journal, order.id);
    expect(story?.placed.entry).toMatchObject({ orderId: order.id, why: WHY, verdict: 'admitted' });
    expect(story?.cause?.entry).toMatchObject({ kind: 'quote', instrument: EAST });
    expect(story?.cause?.sequence).toBe(story?.placed.entry.cause);
    expect(story?.later.map((each) => each.entry.kind)).toEqual([
      'order-accepted',
      'order-filled',
      'booked',
      'order-closed',
    ]);
    for (const { sequence, entry } of [...(story?.later ?? []), story!.placed, story!.cause!])
      expect(bench.entries[sequence]).toEqual(entry);
    expect(story?.instrument.id).toBe('east:BTC/USD');
    expect(story?.trade).toEqual([]);
    // The block that proves the decision is the second: the first was stored before it.
    expect(story?.blockHash).toBe(journal.list[1]?.hash);
    const [transfer] = story?.placed.entry.posting?.transfers ?? [];
    expect(story?.accounts[transfer?.[3] ?? -1]).toEqual({ name: 'strategy/one/east/USD', asset: 'USD' });
    expect(story?.configuration).toEqual(bench.configuration);
  });

  it('tells a leg’s trade with it', async () => {
    const bench = new Bench().open();
    const legs = [
      { instrument: EAST, side: 'buy', quantityLots: 5, limitTicks: 1_001, sizing: 'same-base' },
      { instrument: WEST, side: 'sell', quantityLots: 5, limitTicks: 999, sizing: 'same-base' },
    ] as const;
    bench.want([{ kind: 'legs', legs, timeoutUs: 1_000_000, why: WHY }]);
    const [order] = [...bench.strategy.openOrders.values()];
    bench.filled(order!, 5, 1_000);
    const story = await explainOrder(await bench.close(), order!.id);
    const stages = story?.trade.map(({ entry }) =>
      entry.kind === 'legs-advanced' ? entry.stage : entry.kind,
    );
    expect(stages).toEqual(['planned', 'order-placed', 'working', 'order-placed', 'working']);
  });

  it('tells a bracket’s exits with their parent, whichever is asked for', async () => {
    const bench = new Bench().open();
    const parent = bench.place({
      ...limit(EAST, 'buy', 10, 1_001),
      bracket: { takeProfitTicks: 1_100, stopTicks: 900 },
    });
    bench.filled(parent, 10, 1_001);
    bench.filled(bench.order(`${parent.id}.tp`), 10, 1_100);
    const story = await explainOrder(await bench.close(), `${parent.id}.sl`);
    expect(story?.orderId).toBe(parent.id);
    const about = story?.later.map(({ entry }) => ('orderId' in entry ? entry.orderId : ''));
    expect(about).toContain(`${parent.id}.tp`);
  });

  it('knows nothing of an order that was not placed', async () => {
    const { journal } = await traded();
    expect(await explainOrder(journal, 'run-1-9')).toBeUndefined();
  });
});
