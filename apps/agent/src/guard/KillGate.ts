import type { MarketEvent } from '@qca/market';
import type { OrderRejected, Report } from '@qca/orders';
import type { Exchange, ExchangeAction } from '@qca/ports';

type PlaceOrder = Extract<ExchangeAction, { kind: 'place-order' }>;

export interface KillGateRules {
  /** Whether the lock is there; asked before every order that adds exposure. */
  readonly isLocked: () => boolean;
  readonly addsExposure: (action: PlaceOrder) => boolean;
  /** Orders that the gate refused in an earlier process, as the journal tells: refused again when it is replayed. */
  readonly refusedBefore: ReadonlySet<string>;
  /** Orders the journal tells of and whose fate it does not: while the lock is there they are not sent again. */
  readonly undecided: ReadonlySet<string>;
  /** Told of every order that is let through. */
  readonly onSent?: (orderId: string, addsExposure: boolean) => void;
}

/**
 * Stands before the venues and lets no order through that adds exposure while the kill switch is on.
 *
 * What it refuses it reports as rejected, like a venue would: an input, journaled, so that a replay needs no lock.
 */
export class KillGate implements Exchange {
  readonly #venues: Exchange;
  readonly #rules: KillGateRules;
  readonly #refusals: OrderRejected[] = [];
  #isReplaying: boolean;
  readonly ended?: () => boolean;
  readonly wait?: () => Promise<void>;

  constructor(venues: Exchange, rules: KillGateRules, isReplaying: boolean) {
    this.#venues = venues;
    this.#rules = rules;
    this.#isReplaying = isReplaying;
    if (venues.ended !== undefined)
      this.ended = () => this.#refusals.length === 0 && venues.ended?.() === true;
    if (venues.wait !== undefined)
      this.wait = async () => (this.#refusals.length > 0 ? undefined : venues.wait?.());
  }

  /** Ends the replay: from now on the lock decides. */
  goLive(): void {
    this.#isReplaying = false;
  }

  send(actions: readonly ExchangeAction[], timeUs: number): void | Promise<void> {
    let refused: Set<ExchangeAction> | undefined;
    for (const action of actions) {
      if (action.kind !== 'place-order' || !this.#refuses(action)) continue;
      refused ??= new Set();
      refused.add(action);
      this.#refusals.push(refusal(action, timeUs));
    }
    if (refused === undefined) return this.#venues.send(actions, timeUs);
    const rest = actions.filter((each) => !refused.has(each));
    if (rest.length > 0) return this.#venues.send(rest, timeUs);
  }

  peekTimeUs(untilUs?: number): number {
    const own = this.#refusals[0]?.timeUs;
    if (own === undefined) return this.#venues.peekTimeUs(untilUs);
    return Math.min(own, this.#venues.peekTimeUs(untilUs === undefined ? own : Math.min(own, untilUs)));
  }

  take(): MarketEvent | Report {
    const own = this.#refusals[0];
    if (own === undefined || this.#venues.peekTimeUs(own.timeUs) < own.timeUs) return this.#venues.take();
    this.#refusals.shift();
    return own;
  }

  close(): void | Promise<void> {
    return this.#venues.close();
  }

  #refuses(action: PlaceOrder): boolean {
    const { isLocked, addsExposure, refusedBefore, undecided } = this.#rules;
    if (this.#isReplaying && !undecided.has(action.orderId)) return refusedBefore.has(action.orderId);
    const adds = addsExposure(action);
    if (adds && isLocked()) return true;
    this.#rules.onSent?.(action.orderId, adds);
    return false;
  }
}

function refusal({ orderId, spec }: PlaceOrder, timeUs: number): OrderRejected {
  return {
    kind: 'order-rejected',
    timeUs,
    venueTimeUs: timeUs,
    orderId,
    instrument: spec.instrument,
    reason: 'kill-switch',
    detail: 'the kill switch is on',
  };
}
