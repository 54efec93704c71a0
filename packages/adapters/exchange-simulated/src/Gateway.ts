import { assert, type Random, type TimeUs } from '@qca/base';
import type { VenueId } from '@qca/market';
import type { ExchangeAction } from '@qca/ports';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import type { Subject } from './ReportDesk.ts';
import { ANSWER_TIMEOUT_US, type FaultSettings } from './settings.ts';
import type { VenueRefusal } from './specRefusal.ts';
import type { Venue } from './Venue.ts';

type OrderAction = Exclude<ExchangeAction, { kind: 'request-snapshot' }>;

/** The venues' front door: requests come in here, unless they are lost on the way or turned away. */
export class Gateway {
  readonly #desk: OrderDesk;
  readonly #markets: readonly Market[];
  readonly #venues: ReadonlyMap<VenueId, Venue>;
  readonly #faults: FaultSettings;
  readonly #random: Random;

  constructor(
    desk: OrderDesk,
    markets: readonly Market[],
    venues: ReadonlyMap<VenueId, Venue>,
    faults: FaultSettings,
    random: Random,
  ) {
    this.#desk = desk;
    this.#markets = markets;
    this.#venues = venues;
    this.#faults = faults;
    this.#random = random;
  }

  /** The venue an action goes to; the first one for an instrument that does not exist, so that somebody says so. */
  venueOf(action: ExchangeAction): Venue {
    const venue =
      action.kind === 'request-snapshot'
        ? this.#venues.get(action.venue)
        : (this.#markets[instrumentOf(action)]?.venue ?? this.#venues.values().next().value);
    assert(venue !== undefined, 'an action goes to a venue of the feed');
    return venue;
  }

  /** Takes in what has arrived. Returns the market it may have changed. */
  arrive(action: ExchangeAction, timeUs: TimeUs): Market | undefined {
    const venue = this.venueOf(action);
    if (action.kind === 'request-snapshot') {
      if (venue.isHeard) this.#desk.reports.snapshot(venue, action.requestId, timeUs);
      return undefined;
    }
    const subject: Subject = { id: action.orderId, instrument: instrumentOf(action) };
    const lost = this.#loss(venue);
    if (lost !== 'nothing') {
      const { answerTimeoutUs = ANSWER_TIMEOUT_US } = this.#faults;
      this.#desk.reports.unknown(subject, timeUs + answerTimeoutUs, `no answer within ${answerTimeoutUs} µs`);
    }
    if (lost === 'request') return undefined;
    const refusal = this.#refusal(action, venue);
    const { reports } = this.#desk;
    reports.lostAnswersTo = lost === 'answer' ? action.orderId : '';
    if (refusal !== undefined) {
      if (action.kind === 'place-order') reports.rejected(venue, subject, refusal, timeUs);
      else reports.cancelRejected(venue, subject, refusal, timeUs);
    } else {
      this.#handle(action, this.#markets[instrumentOf(action)] as Market, timeUs);
    }
    reports.lostAnswersTo = '';
    return this.#markets[instrumentOf(action)];
  }

  #handle(action: OrderAction, market: Market, timeUs: TimeUs): void {
    if (action.kind === 'cancel-order') {
      this.#desk.cancel(market, action.orderId, timeUs);
      return;
    }
    market.catchUp(timeUs, action.spec.side === 'buy');
    this.#desk.place(market, action.orderId, action.spec, timeUs);
    market.settleDown();
  }

  /** What gets lost of a request and its answer. */
  #loss(venue: Venue): 'nothing' | 'request' | 'answer' {
    if (!venue.isConnected) return 'request';
    const { lostAnswerProbability = 0 } = this.#faults;
    if (lostAnswerProbability === 0 || !this.#random.nextBoolean(lostAnswerProbability)) return 'nothing';
    return this.#random.nextBoolean(0.5) ? 'request' : 'answer';
  }

  /** Why a request is turned away before anybody reads it. The venue keeps no memory of it. */
  #refusal(action: OrderAction, venue: Venue): VenueRefusal | undefined {
    const instrument = instrumentOf(action);
    if (this.#markets[instrument] === undefined) {
      return { reason: 'unknown-instrument', detail: `no instrument ${instrument}` };
    }
    if (!venue.isUp) return { reason: 'venue-unavailable', detail: 'the venue is down' };
    const { rejectProbability = 0 } = this.#faults;
    if (
      action.kind === 'place-order' &&
      rejectProbability > 0 &&
      this.#random.nextBoolean(rejectProbability)
    ) {
      return { reason: 'venue-unavailable', detail: 'the venue is overloaded' };
    }
    return undefined;
  }
}

function instrumentOf(action: OrderAction): number {
  return action.kind === 'place-order' ? action.spec.instrument : action.instrument;
}
