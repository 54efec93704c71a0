import type { OrderFilled, OrderSpec, VenueSnapshot } from '@qca/orders';
import type { RunningVenue } from '@qca/venue-binance';
import { expect, it } from 'vitest';
import { connectTo, Ear, KEY, openVenue } from './venueHarness.ts';

/** Orders that never meet in so long are told wrongly, not unlucky. */
const PATIENCE_MS = 20_000;

// A venue that lets an account trade with itself tells the same trade twice, once of each order, under one id.

it('tells both sides of a trade with ourselves, each of its own order, and both again when asked', async () => {
  const venue = await openVenue();
  const ear = new Ear(await connectTo(venue));
  // The market moves meanwhile: tried anew, where it is by then, until two orders were the best at the same moment.
  const sold: OrderFilled[] = [];
  const bought: OrderFilled[] = [];
  const untilMs = Date.now() + PATIENCE_MS;
  for (let round = 1; !hasShared(sold, bought) && Date.now() < untilMs; round += 1) {
    const priceTicks = await ear.until('a trade', () => {
      const trade = ear.market.findLast((event) => event.kind === 'trade');
      return trade?.kind === 'trade' ? trade.priceTicks : undefined;
    });
    const [sell, buy] = [`a-${round}-0`, `a-${round}-1`];
    const asked: OrderSpec = {
      ...{ instrument: 0, side: 'sell', type: 'limit', limitTicks: priceTicks + 20, quantityLots: 2_000 },
    };
    const taking: OrderSpec = {
      ...{ instrument: 0, side: 'buy', type: 'limit', limitTicks: priceTicks + 2_000, quantityLots: 50_000 },
      timeInForce: 'ioc',
    };
    ear.send({ kind: 'place-order', orderId: sell, spec: asked });
    ear.send({ kind: 'place-order', orderId: buy, spec: taking });
    await ear.hasHeard(buy, 'order-filled');
    await ear.hasHeard(sell, 'order-accepted');
    await ear.until('all that the venue has filled', () =>
      [sell, buy].every((id) => isComplete(ear, venue, id)),
    );
    sold.push(...fillsOf(ear, sell));
    bought.push(...fillsOf(ear, buy));
  }
  for (const { side } of sold) expect(side).toBe('sell');
  for (const { side, liquidity } of bought) expect([side, liquidity]).toEqual(['buy', 'taker']);
  expect(hasShared(sold, bought)).toBe(true);

  ear.send({ kind: 'request-snapshot', requestId: 's-1', venue: 'binance' });
  const snapshot = await ear.until('a snapshot', () =>
    ear.reports.find((report): report is VenueSnapshot => report.kind === 'venue-snapshot'),
  );
  const told = snapshot.fills.map(({ orderId, fillId, side }) => [orderId, fillId, side]);
  for (const { orderId, fillId, side } of [...sold, ...bought])
    expect(told).toContainEqual([orderId, fillId, side]);
  await ear.close();
  await venue.close();
}, 60_000);

function fillsOf(ear: Ear, orderId: string): OrderFilled[] {
  return ear.about(orderId).filter((report): report is OrderFilled => report.kind === 'order-filled');
}

/** Whether every fill that the venue has of an order was heard. */
function isComplete(ear: Ear, venue: RunningVenue, orderId: string): boolean {
  const order = venue.stateOf(KEY).orders.find((each) => each['clientOrderId'] === orderId);
  return lotsOf(fillsOf(ear, orderId)) === Math.round(Number(order?.['executedQty']) * 100_000);
}

function lotsOf(fills: readonly OrderFilled[]): number {
  return fills.reduce((sum, { quantityLots }) => sum + quantityLots, 0);
}

function hasShared(sold: readonly OrderFilled[], bought: readonly OrderFilled[]): boolean {
  const trade = ({ fillId }: OrderFilled): string => fillId.replace(/-\d+$/, '');
  return sold.some((one) => bought.some((other) => trade(one) === trade(other)));
}
