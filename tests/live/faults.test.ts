import { MILLISECOND } from '@qca/base';
import { SequencedBook } from '@qca/market';
import type { OrderSpec, VenueSnapshot } from '@qca/orders';
import { type ExchangeAction, Secret } from '@qca/ports';
import type { RunningVenue } from '@qca/venue-binance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTo, Ear, KEY, openVenue, pause, RICH, SECRET } from './venueHarness.ts';

const market = (lots = 100): OrderSpec => ({
  instrument: 0,
  side: 'buy',
  type: 'market',
  quantityLots: lots,
});
const far = (): OrderSpec => ({ ...market(1_000), type: 'limit', limitTicks: 3_000_000 });
const place = (orderId: string, spec: OrderSpec): ExchangeAction => ({ kind: 'place-order', orderId, spec });

describe('ccxt exchange, when things go wrong', () => {
  let venue: RunningVenue;
  let exchange: Awaited<ReturnType<typeof connectTo>>;
  let ear: Ear;

  beforeEach(async () => {
    venue = await openVenue();
    exchange = await connectTo(venue);
    ear = new Ear(exchange);
    await ear.until('a whole book', () =>
      ear.market.some((event) => event.kind === 'depth' && event.snapshot),
    );
  });

  afterEach(async () => {
    await ear.close();
    await venue.close();
  });

  const clientIds = (): unknown[] => venue.stateOf(KEY).orders.map((order) => order['clientOrderId']);
  const snapshot = async (requestId: string): Promise<VenueSnapshot> => {
    ear.send({ kind: 'request-snapshot', requestId, venue: 'binance' });
    return ear.until(`snapshot ${requestId}`, () =>
      ear.reports.find(
        (report): report is VenueSnapshot =>
          report.kind === 'venue-snapshot' && report.requestId === requestId,
      ),
    );
  };

  it('says of an order whose answer is lost that it is unknown, and the snapshot knows it', async () => {
    venue.faults.arm('answer-lost');
    ear.send(place('s-1-0', far()));
    await ear.until('unknown or accepted', () => ear.about('s-1-0').length > 0);
    const told = await snapshot('a');
    expect(told.orders.find(({ orderId }) => orderId === 's-1-0')?.status).toBe('open');
    // Sent again, as the engine does after a restart, it is looked up and not placed twice.
    ear.send(place('s-1-0', far()));
    await pause(300);
    expect(clientIds()).toEqual(['s-1-0']);
  });

  it('says of an order that never arrived that it is unknown, and the snapshot does not know it', async () => {
    venue.faults.arm('request-lost');
    ear.send(place('s-1-0', far()));
    await ear.hasHeard('s-1-0', 'order-unknown');
    const told = await snapshot('a');
    expect(told.orders).toEqual([]);
    expect(clientIds()).toEqual([]);
  });

  it('tells a fill once when its report comes twice', async () => {
    venue.faults.arm('report-duplicate', 3);
    ear.send(place('s-1-0', market()));
    await ear.hasHeard('s-1-0', 'order-filled');
    await pause(300);
    expect(ear.kinds('s-1-0').filter((kind) => kind === 'order-filled')).toHaveLength(
      venue.stateOf(KEY).fills.length,
    );
    expect(venue.faults.struck.get('report-duplicate')).toBeGreaterThan(0);
  });

  it('tells a fill although its reports are lost, from the answer', async () => {
    venue.faults.arm('report-lost', 10);
    ear.send(place('s-1-0', market()));
    await ear.hasHeard('s-1-0', 'order-filled');
    expect(ear.kinds('s-1-0')[0]).toBe('order-accepted');
  });

  it('tells late reports as they come, and each once', async () => {
    venue.faults.arm('report-late', 2);
    ear.send(place('s-1-0', market()));
    await pause(900);
    expect(ear.kinds('s-1-0')).toEqual([
      'order-accepted',
      ...venue.stateOf(KEY).fills.map(() => 'order-filled'),
    ]);
  });

  it('asks the engine to look when fills are counted but not told', async () => {
    ear.send(place('s-1-0', { ...far(), limitTicks: 5_990_000, quantityLots: 30_000_000 }));
    await ear.hasHeard('s-1-0', 'order-accepted');
    const other = await connectTo(venue);
    // The stream says nothing of what happens next; the answer to the cancel counts the fill.
    venue.faults.arm('report-lost', 10_000);
    other.send(
      [place('other-1', { ...far(), side: 'sell', limitTicks: 5_990_000, quantityLots: 20_000_000 })],
      Date.now() * MILLISECOND,
    );
    const fillsOf = (): number =>
      venue.stateOf(KEY).fills.filter((fill) => fill['clientOrderId'] === 's-1-0').length;
    await ear.until('a fill at the venue', () => fillsOf() > 0);
    await other.close();
    ear.send({ kind: 'cancel-order', orderId: 's-1-0', instrument: 0 });
    await ear.hasHeard('s-1-0', 'order-unknown');
    expect(ear.kinds('s-1-0')).not.toContain('order-filled');
    const truth = await snapshot('z');
    const filled = fillsOf();
    expect(truth.fills.filter(({ orderId }) => orderId === 's-1-0')).toHaveLength(filled);
  });

  it('tells every part of an order that fills in parts, and what is left', async () => {
    const lots = 400_000;
    ear.send(place('s-1-0', market(lots)));
    const last = await ear.until('the last fill', () =>
      ear.about('s-1-0').find((report) => report.kind === 'order-filled' && report.remainingLots === 0),
    );
    expect(last).toBeDefined();
    const fills = ear.about('s-1-0').filter((report) => report.kind === 'order-filled');
    expect(fills.length).toBeGreaterThan(1);
    expect(fills.reduce((sum, { quantityLots }) => sum + quantityLots, 0)).toBe(lots);
  });

  it('waits for a slow answer, and says nothing twice', async () => {
    venue.faults.arm('answer-slow', 1);
    ear.send(place('s-1-0', far()));
    await pause(700);
    expect(ear.kinds('s-1-0')).toEqual(['order-accepted']);
  });

  it('rejects what the venue is too busy for', async () => {
    venue.faults.arm('order-rejected');
    ear.send(place('s-1-0', far()));
    expect(await ear.hasHeard('s-1-0', 'order-rejected')).toMatchObject({ reason: 'venue-unavailable' });
    expect(clientIds()).toEqual([]);
  });

  it.each(['rate-limited', 'banned'] as const)(
    'rejects orders while it is %s, and then goes on',
    async (fault) => {
      venue.faults.arm(fault);
      ear.send(place('s-1-0', far()));
      expect(await ear.hasHeard('s-1-0', 'order-rejected')).toMatchObject({ reason: 'rate-limited' });
      // The pause the venue asked for is kept: nothing is even sent.
      ear.send(place('s-1-1', far()));
      expect(await ear.hasHeard('s-1-1', 'order-rejected')).toMatchObject({
        reason: 'rate-limited',
        detail: 'the venue asked for a pause',
      });
      await pause(2_100);
      ear.send(place('s-1-2', far()));
      await ear.hasHeard('s-1-2', 'order-accepted');
      expect(clientIds()).toEqual(['s-1-2']);
    },
  );

  it('adjusts to a clock that moved, and places the order all the same', async () => {
    const patient = await connectTo(venue, { skewMsMax: 10_000 });
    const patientEar = new Ear(patient);
    for (const [index, skewMs] of [-2_000, 7_000, -7_000].entries()) {
      venue.faults.skewMs = skewMs;
      patientEar.send(place(`s-${index}-0`, far()));
      await patientEar.hasHeard(`s-${index}-0`, 'order-accepted');
      expect(Math.abs(patient.figures().skew.offsetMs - skewMs)).toBeLessThan(200);
    }
    await patientEar.close();
  });

  it('does not trade when the clocks are more than a second apart', async () => {
    venue.faults.skewMs = -5_000;
    ear.send(place('s-1-0', far()));
    expect(await ear.hasHeard('s-1-0', 'order-rejected')).toBeDefined();
    expect(clientIds()).toEqual([]);
    await ear.until('disconnected', () => ear.reports.some(({ kind }) => kind === 'venue-disconnected'));
    await expect(connectTo(venue)).rejects.toThrow(/clock/);
  });

  it('says when its connection breaks and mends, and hears orders again', async () => {
    const ups = (): number => ear.reports.filter(({ kind }) => kind === 'venue-connected').length;
    const before = ups();
    venue.faults.arm('disconnect');
    await ear.until('disconnected', () => ear.reports.some(({ kind }) => kind === 'venue-disconnected'));
    await ear.until('connected', () => ups() > before);
    // The fill of a resting order is told by the stream alone.
    await restAndMeet(venue, ear);
  });

  it('notices that its private stream ended although the socket lives', async () => {
    const ups = ear.reports.filter(({ kind }) => kind === 'venue-connected').length;
    venue.faults.arm('listen-key-expired');
    await ear.until(
      'connected',
      () => ear.reports.filter(({ kind }) => kind === 'venue-connected').length > ups,
    );
    await restAndMeet(venue, ear);
  });

  it.each(['depth-gap', 'depth-corrupt'] as const)(
    'drops the book after a %s, and takes it anew',
    async (fault) => {
      const follower = new SequencedBook();
      let read = 0;
      let wasBroken = false;
      const follow = (): void => {
        for (; read < ear.market.length; read += 1) {
          const event = ear.market[read];
          if (event?.kind !== 'depth') continue;
          follower.apply(event);
          wasBroken ||= follower.isBroken;
        }
      };
      await hasUpdate(ear, 0);
      follow();
      expect(follower.isBroken).toBe(false);
      venue.faults.arm(fault);
      await ear.until('broken', () => {
        follow();
        return wasBroken;
      });
      await ear.until('whole again', () => {
        follow();
        return !follower.isBroken && follower.book !== undefined;
      });
      expect(exchange.figures().isUp).toBe(true);
      expect(exchange.figures().bookFaults).toMatchObject({
        [fault === 'depth-gap' ? 'sequence' : 'crossed']: 1,
      });
    },
  );

  it('places nothing in a dry run', async () => {
    const dry = await connectTo(venue, { dryRun: true });
    const dryEar = new Ear(dry);
    dryEar.send(place('d-1-0', far()), { kind: 'cancel-order', orderId: 'd-1-0', instrument: 0 });
    expect(await dryEar.hasHeard('d-1-0', 'order-rejected')).toMatchObject({
      detail: 'dry-run: no order is placed',
    });
    await dryEar.hasHeard('d-1-0', 'cancel-rejected');
    await dryEar.close();
    expect(clientIds()).toEqual([]);
  });

  it('keeps keys and signatures out of everything it says', async () => {
    venue.faults.arm('request-lost');
    ear.send(place('s-1-0', far()), place('s-1-1', { ...far(), quantityLots: 2 ** 31 }));
    await ear.hasHeard('s-1-0', 'order-unknown');
    await ear.hasHeard('s-1-1', 'order-rejected');
    const wrong = connectTo(venue, {
      keys: { key: new Secret('wrongkey0123456'), secret: new Secret(SECRET) },
    });
    const failure: unknown = await wrong.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    const { cause, message, stack } = failure as Error;
    const said = [...ear.reports.map(toText), String(cause), message, stack].join('\n');
    for (const secret of [SECRET, KEY, 'wrongkey0123456']) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/signature=[0-9a-f]/);
  });
});

it('drops one book only: the other goes on', async () => {
  const venue = await openVenue({
    seeded: { seed: 3, pairs: ['BTC/USDT', 'ETH/USDT'], eventsPerSecond: 100 },
    accounts: [{ key: KEY, secret: SECRET, balances: { ...RICH, ETH: '1000' } }],
  });
  const exchange = await connectTo(venue, { symbols: ['BTC/USDT', 'ETH/USDT'] });
  const ear = new Ear(exchange);
  const whole = (instrument: number): number =>
    ear.market.filter((event) => event.kind === 'depth' && event.instrument === instrument && event.snapshot)
      .length;
  await ear.until('both books', () => whole(0) === 1 && whole(1) === 1);
  for (const instrument of [0, 1]) await hasUpdate(ear, instrument);
  venue.faults.arm('depth-gap');
  await ear.until('one book anew', () => whole(0) + whole(1) === 3);
  await pause(500);
  expect([whole(0), whole(1)].toSorted()).toEqual([1, 2]);
  await ear.close();
  await venue.close();
});

/** Updates up to the snapshot are still under way when it is there: nobody would notice what becomes of them. */
function hasUpdate(ear: Ear, instrument: number): Promise<boolean> {
  return ear.until(`an update of ${instrument}`, () =>
    ear.market.some((event) => event.kind === 'depth' && event.instrument === instrument && !event.snapshot),
  );
}

/** A resting order of ours, filled by another connection's order: only the private stream tells of it. */
async function restAndMeet(venue: RunningVenue, ear: Ear): Promise<void> {
  ear.send(place('rest-1', { ...far(), limitTicks: 5_990_000, quantityLots: 30_000_000 }));
  await ear.hasHeard('rest-1', 'order-accepted');
  const other = await connectTo(venue);
  other.send(
    [place('meet-1', { ...far(), side: 'sell', limitTicks: 5_990_000, quantityLots: 20_000_000 })],
    Date.now() * MILLISECOND,
  );
  await ear.hasHeard('rest-1', 'order-filled');
  await other.close();
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
