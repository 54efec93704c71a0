import type { VenueReason } from '@qca/orders';
import type { ExchangeAction } from '@qca/ports';
import { toClientId } from './clientIds.ts';
import type { Failure } from './Failure.ts';
import type { KnownOrder } from './OrderMemory.ts';
import { assertUnchanged, orderRequest } from './orderRequest.ts';
import type { Reporter } from './Reporter.ts';
import type { Session } from './Session.ts';

type Place = Extract<ExchangeAction, { kind: 'place-order' }>;
type Cancel = Extract<ExchangeAction, { kind: 'cancel-order' }>;

/** Orders that may be on their way at once; more would only queue here, and go stale. */
const IN_FLIGHT_MAX = 64;

/**
 * Sends orders and cancels, each once. An id that was sent before is never sent again: it is looked up.
 *
 * What surely was not done is a rejection. Where no answer came, or one that does not say, the order is reported
 * unknown: only a snapshot can tell then.
 */
export class OrderSender {
  readonly #session: Session;
  readonly #reporter: Reporter;
  readonly #isDryRun: boolean;
  /** Measures the clocks again after the venue said that they differ. */
  readonly #resync: () => Promise<boolean>;
  readonly #isStale: (orderId: string) => boolean;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(parts: {
    session: Session;
    reporter: Reporter;
    isDryRun: boolean;
    isStale: (orderId: string) => boolean;
    resync: () => Promise<boolean>;
  }) {
    this.#session = parts.session;
    this.#reporter = parts.reporter;
    this.#isDryRun = parts.isDryRun;
    this.#isStale = parts.isStale;
    this.#resync = parts.resync;
  }

  place(action: Place): void {
    const { orderId, spec } = action;
    const { memory } = this.#reporter;
    const instrument = this.#session.instruments[spec.instrument];
    if (instrument === undefined)
      return this.#rejected(action, 'unknown-instrument', `no instrument ${spec.instrument}`);
    const before = memory.get(orderId);
    if (before !== undefined) {
      before.placed = before.placed.then(() => this.#lookUp(before));
      this.#track(before.placed);
      return;
    }
    const request = orderRequest(spec, instrument, this.#session.profile);
    if ('reason' in request) return this.#rejected(action, request.reason, request.detail);
    const clientId = toClientId(orderId, this.#session.profile);
    if (clientId === undefined)
      return this.#rejected(action, 'not-supported', `the venue takes no order id like ${orderId}`);
    if (this.#isDryRun) return this.#rejected(action, 'venue-unavailable', 'dry-run: no order is placed');
    if (this.#isStale(orderId))
      return this.#rejected(action, 'venue-unavailable', 'it was decided too long ago, and never sent');
    if (this.#session.isPaused) return this.#rejected(action, 'rate-limited', 'the venue asked for a pause');
    if (this.#inFlight.size >= IN_FLIGHT_MAX)
      return this.#rejected(action, 'rate-limited', `${IN_FLIGHT_MAX} orders are on their way`);
    const timeInForce = spec.timeInForce ?? (spec.type === 'market' ? 'ioc' : 'gtc');
    const known = memory.add({
      orderId,
      instrument: spec.instrument,
      side: spec.side,
      quantityLots: spec.quantityLots,
      timeInForce: timeInForce === 'gtd' ? 'gtc' : timeInForce,
    });
    const symbol = this.#session.symbols[spec.instrument] as string;
    const { client, profile } = this.#session;
    assertUnchanged(request.amount, client.amountToPrecision(symbol, request.amount), 'the quantity');
    if (request.price !== undefined)
      assertUnchanged(request.price, client.priceToPrecision(symbol, request.price), 'the price');
    const call = async (): Promise<void> => {
      const answer = await client.createOrder(
        symbol,
        request.type,
        request.side,
        request.amount,
        request.price,
        {
          ...request.parameters,
          [profile.clientId.placeParameter]: clientId,
        },
      );
      this.#reporter.order({ ...answer, symbol, clientOrderId: clientId });
    };
    known.placed = this.#attempt(call, (failure) => this.#notPlaced(action, known, failure));
    this.#track(known.placed);
  }

  cancel(action: Cancel): void {
    const known = this.#reporter.memory.get(action.orderId);
    if (this.#session.instruments[action.instrument] === undefined)
      return this.#cancelRejected(action, 'unknown-instrument', `no instrument ${action.instrument}`);
    const clientId = toClientId(action.orderId, this.#session.profile);
    if (clientId === undefined)
      return this.#cancelRejected(action, 'unknown-order', 'an id the venue cannot know');
    if (this.#isDryRun)
      return this.#cancelRejected(action, 'venue-unavailable', 'dry-run: nothing is cancelled');
    const symbol = this.#session.symbols[action.instrument] as string;
    const { client, profile } = this.#session;
    const call = async (): Promise<void> => {
      const answer = await client.cancelOrder(undefined, symbol, {
        [profile.clientId.cancelParameter]: clientId,
      });
      this.#reporter.order({ ...answer, symbol, clientOrderId: clientId });
    };
    // A cancel must not overtake its order.
    const after = known?.placed ?? Promise.resolve();
    this.#track(
      after.then(() =>
        this.#attempt(call, (failure) => {
          if (failure.kind === 'unknown')
            this.#reporter.unknown(action, `no answer to the cancel: ${failure.text}`);
          else if (failure.kind === 'refused') this.#cancelRejected(action, failure.reason, failure.text);
          else this.#cancelRejected(action, 'rate-limited', failure.text);
        }),
      ),
    );
  }

  /** Resolves when every request sent so far is answered or lost. */
  async settled(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  #track(request: Promise<void>): void {
    this.#inFlight.add(request);
    void request.finally(() => this.#inFlight.delete(request));
  }

  /** Runs a request; after a quarrel over clocks, once more with the clocks set. */
  async #attempt(call: () => Promise<void>, failed: (failure: Failure) => void): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const failure = this.#session.judge(error);
        if (failure.kind === 'skewed' && attempt === 0 && (await this.#resync())) continue;
        return failed(failure);
      }
    }
  }

  #notPlaced(action: Place, known: KnownOrder, failure: Failure): void {
    if (failure.kind === 'unknown')
      return this.#reporter.unknown(subjectOf(action), `no answer: ${failure.text}`);
    if (failure.kind === 'refused' && failure.reason === 'duplicate-order-id') {
      // The venue has it: an earlier process of ours sent it.
      known.placed = this.#lookUp(known);
      return;
    }
    known.isEndTold = true;
    known.state = {
      orderId: known.orderId,
      instrument: known.instrument,
      status: 'rejected',
      remainingLots: known.quantityLots,
      reason: failure.kind === 'refused' ? failure.reason : 'rate-limited',
    };
    this.#rejected(action, known.state.reason as VenueReason, failure.text);
  }

  /** Asks the venue where an order stands, and tells it. */
  async #lookUp(known: KnownOrder): Promise<void> {
    const { client, profile } = this.#session;
    const symbol = this.#session.symbols[known.instrument] as string;
    const clientId = toClientId(known.orderId, profile);
    try {
      const told = await client.fetchOrder(undefined, symbol, {
        [profile.clientId.cancelParameter]: clientId,
      });
      known.isAcceptedTold = false;
      this.#reporter.order({ ...told, symbol, clientOrderId: clientId ?? '' });
    } catch (error) {
      const failure = this.#session.judge(error);
      this.#reporter.unknown(known, `asked where it stands: ${failure.text}`);
    }
  }

  #rejected({ orderId, spec }: Place, reason: VenueReason, detail: string): void {
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({
      kind: 'order-rejected',
      timeUs,
      venueTimeUs: timeUs,
      orderId,
      instrument: spec.instrument,
      reason,
      detail,
    });
  }

  #cancelRejected({ orderId, instrument }: Cancel, reason: VenueReason, detail: string): void {
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({
      kind: 'cancel-rejected',
      timeUs,
      venueTimeUs: timeUs,
      orderId,
      instrument,
      reason,
      detail,
    });
  }
}

function subjectOf({ orderId, spec }: Place): { orderId: string; instrument: number } {
  return { orderId, instrument: spec.instrument };
}
