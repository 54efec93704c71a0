import type { Side } from '@qca/market';
import type { Intent, Why } from '@qca/orders';
import {
  affordableLotsDown,
  heldLotsDown,
  type InstrumentTerms,
  isLargeEnough,
  lotsToBring,
} from './InstrumentTerms.ts';
import { NO_INTENTS, type View } from './Strategy.ts';

export interface Aim {
  /** Signed for a perpetual, never negative for spot. */
  readonly targetLots: number;
  /** The price the decision was made at. */
  readonly priceTicks: number;
  /** How much worse than that the order may fill. Basis points. */
  readonly protectionBps: number;
  readonly why: Why;
}

/**
 * Returns the market order that brings a position to its target, or nothing while another order on the instrument is
 * open, when the step is below what the venue takes, or when there is nothing to pay with.
 *
 * Where the venue keeps its fee back from a purchase, the order is larger by it: the target is what shall be held.
 *
 * A refused or unfilled order leaves the position where it was: the next call tries again.
 */
export function orderTowards(view: View, terms: InstrumentTerms, aim: Aim): readonly Intent[] {
  for (const order of view.openOrders()) if (order.spec.instrument === terms.index) return NO_INTENTS;
  const position = view.positionLots(terms.index);
  const step = aim.targetLots - position;
  const side: Side = step > 0 ? 'buy' : 'sell';
  const wantedLots = side === 'buy' ? buyLots(view, terms, aim, step) : -step;
  const quantityLots = Math.min(wantedLots, reachLots(view, terms, aim, side));
  const reduces =
    position !== 0 && Math.sign(step) !== Math.sign(position) && Math.abs(step) <= Math.abs(position);
  if (!isLargeEnough(terms, quantityLots, aim.priceTicks)) return NO_INTENTS;
  return [
    {
      kind: 'place',
      order: {
        instrument: terms.index,
        side,
        type: 'market',
        quantityLots,
        limitTicks: protectedTicks(aim.priceTicks, side, aim.protectionBps),
        ...(terms.perpetual && reduces ? { reduceOnly: true } : {}),
      },
      why: aim.why,
    },
  ];
}

/** Returns the worst price an order may fill at: rounded toward the market, so that it is never beyond the allowance. */
export function protectedTicks(priceTicks: number, side: Side, protectionBps: number): number {
  const away = protectionBps / 10_000;
  return side === 'buy'
    ? Math.floor(priceTicks * (1 + away))
    : Math.max(1, Math.ceil(priceTicks * (1 - away)));
}

/** What to buy for a step up. Dust below a lot that is already held counts, so that the target is met and not passed. */
function buyLots(view: View, terms: InstrumentTerms, { targetLots }: Aim, step: number): number {
  if (terms.feeInBase !== 'always' || step <= 0) return step;
  const missing = targetLots - view.held(terms.venue, terms.base) / terms.lotSize;
  return lotsToBring(terms, missing, view.takerFee(terms.index));
}

/** How much could be traded with what is free. For a perpetual the target is the bound: margin is the gate's question. */
function reachLots(view: View, terms: InstrumentTerms, aim: Aim, side: Side): number {
  if (terms.perpetual) return Number.POSITIVE_INFINITY;
  if (side === 'sell') return heldLotsDown(terms, view.free(terms.venue, terms.base));
  const worst = protectedTicks(aim.priceTicks, 'buy', aim.protectionBps);
  return affordableLotsDown(terms, view.free(terms.venue, terms.quote), worst, view.takerFee(terms.index));
}
