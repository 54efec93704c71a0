import { NEVER, type TimeUs } from '@qca/base';
import type { MarketEvent, VenueId } from '@qca/market';
import type { OrderSpec, Report } from '@qca/orders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange, ExchangeAction } from '../Exchange.ts';

/** An exchange to be examined, and what its examiner must know of it. */
export interface ExchangeHarness {
  readonly exchange: Exchange;
  /** A spot instrument with a lively market for at least a hundred market events, and plenty of both of its assets. */
  readonly instrument: number;
  readonly venue: VenueId;
  /** A price about which it trades. A limit at a third of it never fills. */
  readonly priceTicks: number;
  /** A quantity that a market order surely finds. */
  readonly quantityLots: number;
  /** An index that no instrument has. */
  readonly unknownInstrument: number;
  dispose?(): Promise<void>;
}

/** Inputs waited for before an answer is given up. */
const INPUTS_MAX = 10_000;

/** What every exchange promises to the engine. `make` gives one without orders whose market is about to begin. */
export function exchangeSuite(name: string, make: () => Promise<ExchangeHarness> | ExchangeHarness): void {
  describe(`exchange: ${name}`, () => {
    let harness: ExchangeHarness;
    let talk: Conversation;

    beforeEach(async () => {
      harness = await make();
      talk = new Conversation(harness.exchange);
      await talk.hear(({ kind }) => kind in MARKET_KINDS);
    });

    afterEach(async () => {
      await harness.exchange.close();
      await harness.dispose?.();
    });

    const order = (more: Partial<OrderSpec> = {}): OrderSpec => ({
      instrument: harness.instrument,
      side: 'buy',
      type: 'market',
      quantityLots: harness.quantityLots,
      ...more,
    });
    const far = (): OrderSpec =>
      order({ type: 'limit', limitTicks: Math.max(1, Math.floor(harness.priceTicks / 3)) });
    const place = (orderId: string, spec: OrderSpec): ExchangeAction => ({
      kind: 'place-order',
      orderId,
      spec,
    });

    it('tells inputs in the order of their times, each at the time it promised', async () => {
      await talk.send(place('a', order()), place('b', far()));
      for (let index = 0; index < 50; index += 1) await talk.next();
      // `next` compares; nothing more to say.
      expect(talk.heard).toBeGreaterThan(50);
    });

    it('never tells a bar before its close, nor anything before it happened', async () => {
      for (let index = 0; index < 50; index += 1) {
        const input = await talk.next();
        expect(input.timeUs).toBeGreaterThanOrEqual(input.venueTimeUs);
      }
    });

    it('accepts a market order, then fills it', async () => {
      await talk.send(place('a', order()));
      expect(await talk.about('a')).toMatchObject({ kind: 'order-accepted', instrument: harness.instrument });
      let left = harness.quantityLots;
      const ids = new Set<string>();
      while (left > 0) {
        const fill = await talk.about('a');
        expect(fill).toMatchObject({ kind: 'order-filled', side: 'buy', liquidity: 'taker' });
        if (fill.kind !== 'order-filled') break;
        left -= fill.quantityLots;
        expect(fill.remainingLots).toBe(left);
        expect(typeof fill.fee).toBe('bigint');
        ids.add(fill.fillId);
        expect(ids.size).toBeGreaterThan(0);
      }
      expect(left).toBe(0);
    });

    it('lets a limit order rest until it is cancelled', async () => {
      await talk.send(place('a', far()));
      expect((await talk.about('a')).kind).toBe('order-accepted');
      await talk.send({ kind: 'cancel-order', orderId: 'a', instrument: harness.instrument });
      expect(await talk.about('a')).toMatchObject({
        kind: 'order-cancelled',
        reason: 'requested',
        remainingLots: harness.quantityLots,
      });
    });

    it('never trades an order twice, however often it is sent', async () => {
      const twice = place('a', order());
      await talk.send(twice, twice);
      await talk.send(twice);
      const snapshot = await talk.snapshot('s', harness.venue);
      const fills = snapshot.fills.filter(({ orderId }) => orderId === 'a');
      expect(fills.reduce((sum, { quantityLots }) => sum + quantityLots, 0)).toBe(harness.quantityLots);
      expect(snapshot.orders.filter(({ orderId }) => orderId === 'a')).toHaveLength(1);
    });

    it('refuses what cannot be, with a reason', async () => {
      await talk.send(place('a', order({ quantityLots: 0 })));
      expect(await talk.about('a')).toMatchObject({ kind: 'order-rejected', reason: 'bad-quantity' });
      await talk.send(place('b', order({ instrument: harness.unknownInstrument })));
      expect(await talk.about('b')).toMatchObject({ kind: 'order-rejected', reason: 'unknown-instrument' });
      await talk.send({ kind: 'cancel-order', orderId: 'never-sent', instrument: harness.instrument });
      expect(await talk.about('never-sent')).toMatchObject({
        kind: 'cancel-rejected',
        reason: 'unknown-order',
      });
    });

    it('gives its account of orders, fills and balances', async () => {
      await talk.send(place('a', order()), place('b', far()));
      const snapshot = await talk.snapshot('s', harness.venue);
      const statuses = Object.fromEntries(snapshot.orders.map(({ orderId, status }) => [orderId, status]));
      expect(statuses).toEqual({ a: 'filled', b: 'open' });
      expect(snapshot.fills.every(({ orderId }) => orderId === 'a')).toBe(true);
      expect(snapshot.balances.length).toBeGreaterThan(0);
      for (const { total } of snapshot.balances) expect(total).toBeGreaterThanOrEqual(0n);
    });

    it('leaves reports alone once told', async () => {
      await talk.send(place('a', order()));
      const first = await talk.about('a');
      const copy = { ...first };
      for (let index = 0; index < 20; index += 1) await talk.next();
      expect(first).toEqual(copy);
    });

    it('hears nothing before its time when asked only until then', async () => {
      const { exchange } = harness;
      const untilUs = talk.timeUs + 1;
      const soon = exchange.peekTimeUs(untilUs);
      if (soon <= untilUs) return;
      await exchange.send([place('a', far())], untilUs);
      talk.timeUs = untilUs;
      expect((await talk.about('a')).timeUs).toBeGreaterThanOrEqual(untilUs);
    });
  });
}

const MARKET_KINDS: Readonly<Record<string, true>> = {
  bar: true,
  trade: true,
  quote: true,
  depth: true,
  funding: true,
};

type OrderReport = Extract<Report, { readonly orderId: string }>;
type Snapshot = Extract<Report, { readonly kind: 'venue-snapshot' }>;

/** Listens to an exchange and sends at the time of what was heard last, as the engine does. */
class Conversation {
  timeUs: TimeUs = 0;
  heard = 0;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async send(...actions: readonly ExchangeAction[]): Promise<void> {
    await this.#exchange.send(actions, this.timeUs);
  }

  async next(): Promise<MarketEvent | Report> {
    let atUs = this.#exchange.peekTimeUs();
    while (atUs === NEVER) {
      expect(this.#exchange.wait, 'something is still to be heard').toBeDefined();
      await this.#exchange.wait?.();
      atUs = this.#exchange.peekTimeUs();
    }
    const input = this.#exchange.take();
    expect(input.timeUs).toBe(atUs);
    expect(atUs).toBeGreaterThanOrEqual(this.timeUs);
    this.timeUs = atUs;
    this.heard += 1;
    return input;
  }

  async hear(isWanted: (input: MarketEvent | Report) => boolean): Promise<MarketEvent | Report> {
    for (let index = 0; index < INPUTS_MAX; index += 1) {
      const input = await this.next();
      if (isWanted(input)) return input;
    }
    throw new Error(`not heard within ${INPUTS_MAX} inputs`);
  }

  /** The next report about an order. */
  async about(orderId: string): Promise<OrderReport> {
    return (await this.hear((input) => 'orderId' in input && input.orderId === orderId)) as OrderReport;
  }

  async snapshot(requestId: string, venue: VenueId): Promise<Snapshot> {
    await this.send({ kind: 'request-snapshot', requestId, venue });
    const answer = (await this.hear(({ kind }) => kind === 'venue-snapshot')) as Snapshot;
    expect(answer).toMatchObject({ requestId, venue });
    return answer;
  }
}
