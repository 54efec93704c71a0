import { Bug } from '@qca/base';
import { ordersLeft, turnoverOn } from './flow.ts';
import { ACTIVE, HALTED, type RiskState, severityOf } from './RiskState.ts';
import type { OrderRequest, RiskRule, Verdict } from './types.ts';

/** The verdict on an order that breaks no rule: shared, because nearly all are. */
export const ADMITTED: Verdict = Object.freeze({ kind: 'admitted' });

/**
 * Decides on a proposed order: admits it, shrinks it to the largest whole number of lots that would be admitted,
 * or refuses it. Reads only; tell the state what was sent with `applyAdmitted`.
 *
 * Rules are asked in the order of this file: sanity, mode, stale data, order rate, price collar, then values.
 * An order `reduces` when it is flagged and its lots, behind the open ones on its side, only bring the position
 * toward zero: it is exempt from stale data and values, has a reserve of rate and a wider collar.
 *
 * Rejects: every `RiskRule` of orders, with finite numbers; `value` is that of the order as asked. A strategy's
 * impossible quantity or price is refused (0 stands for what is not a number); a number that only the kernel can
 * have got wrong is a bug and crashes.
 */
export function admit(state: RiskState, request: OrderRequest): Verdict {
  assertSound(state, request);
  const { quantityLots: wanted, priceTicks } = request;
  if (!(Number.isSafeInteger(wanted) && wanted >= 1)) {
    return refused('order-value', finite(wanted), 1, 'whole lots, at least');
  }
  if (!(priceTicks > 0 && priceTicks < Number.POSITIVE_INFINITY)) {
    return refused('price-collar', finite(priceTicks), 0, 'ticks, above');
  }
  const reducible = reducibleLots(request);
  const allowed = allowedByMode(state, request, reducible);
  const lots = Math.min(wanted, allowed);
  if (lots < 1) return refused(modeRule(state, request), wanted, allowed, 'lots');
  const whole = judge(state, request, reducible, lots);
  if (whole.kind === 'admitted') {
    return lots === wanted ? whole : shrunk(lots, refused(modeRule(state, request), wanted, allowed, 'lots'));
  }
  const granted = whole.kind === 'shrunk' ? whole.quantityLots : 0;
  if (!request.reducing || granted >= reducible) return whole;
  // As an order like any other it gets less than the part of it that only closes the position.
  const closing = Math.min(lots, reducible);
  const part = judge(state, request, reducible, closing);
  return part.kind === 'admitted' ? shrunk(closing, whole) : part;
}

/** Lots by which the order's side may still be traded before the position has passed zero, open orders counted. */
export function reducibleLots(request: OrderRequest): number {
  const facing = request.side === 'buy' ? -request.positionLots : request.positionLots;
  return Math.max(0, Math.floor(facing - request.openSameSideLots));
}

type Refusal = Extract<Verdict, { kind: 'refused' }>;
type Shortfall = Exclude<Verdict, { kind: 'admitted' }>;

/** All rules but the mode's, on `lots` of the order. */
function judge(state: RiskState, request: OrderRequest, reducible: number, lots: number): Verdict {
  const reduces = request.reducing && lots <= reducible;
  return (
    noMark(request, reduces) ??
    (reduces ? undefined : staleData(state, request)) ??
    orderRate(state, request, reduces) ??
    priceCollar(state, request, reduces) ??
    (reduces ? ADMITTED : values(state, request, reducible, lots))
  );
}

/**
 * Any size while active; what brings the position toward zero while reducing; that, if flagged, when halted, where the
 * limits let it or a kill is to reduce everything.
 */
function allowedByMode(state: RiskState, request: OrderRequest, reducible: number): number {
  const severity = severityOf(state, request.strategy);
  if (severity === ACTIVE) return Number.MAX_SAFE_INTEGER;
  const passesHalt = request.reducing && (request.byKill || state.limits.haltAllowsReducing);
  return severity !== HALTED || passesHalt ? reducible : 0;
}

function modeRule(state: RiskState, request: OrderRequest): RiskRule {
  return severityOf(state, request.strategy) === HALTED ? 'halted' : 'reducing-only';
}

/** Without a mark nothing can be judged; without a value, only what reduces can. */
function noMark(request: OrderRequest, reduces: boolean): Refusal | undefined {
  if (request.markTicks <= 0) return refused('stale-data', request.markTicks, 0, 'ticks of mark, above');
  if (request.lotValue > 0 || reduces) return undefined;
  return refused('stale-data', request.lotValue, 0, 'value of a lot, above');
}

function staleData(state: RiskState, request: OrderRequest): Refusal | undefined {
  const age = request.timeUs - request.lastHeardUs;
  const limit = state.staleUs[request.instrument]!;
  return age > limit ? refused('stale-data', age, limit, 'microseconds since last heard') : undefined;
}

function orderRate(state: RiskState, request: OrderRequest, reduces: boolean): Refusal | undefined {
  const rate = state.limits.orderRate;
  if (rate === null) return undefined;
  const left = ordersLeft(state, request) + (reduces ? rate.burst : 0);
  if (left >= 1) return undefined;
  const bucket = reduces ? 2 * rate.burst : rate.burst;
  return refused(
    'order-rate',
    bucket - left + 1,
    bucket,
    `orders, of which ${rate.perSecond} a second are forgotten`,
  );
}

/** The aggressive side only: a buy above the mark, a sell below it. */
function priceCollar(state: RiskState, request: OrderRequest, reduces: boolean): Refusal | undefined {
  const limit = reduces ? state.limits.collarReducingBps : state.limits.collarBps;
  if (limit === null) return undefined;
  const beyond =
    request.side === 'buy' ? request.priceTicks - request.markTicks : request.markTicks - request.priceTicks;
  const bps = (beyond / request.markTicks) * 10_000;
  return bps > limit ? refused('price-collar', bps, limit, 'basis points beyond the mark') : undefined;
}

/** An order on its way through the value rules: how much of it is left, and by which rule it lost most. */
interface Sized {
  readonly lots: number;
  readonly tightest: Refusal | undefined;
}

function values(state: RiskState, request: OrderRequest, reducible: number, lots: number): Verdict {
  const { limits } = state;
  const { lotValue, budget, platformEquity } = request;
  const facing = request.side === 'buy' ? request.positionLots : -request.positionLots;
  const held = Math.max(0, facing + request.openSameSideLots) * lotValue;
  const orderMax = limits.orderValueMax;
  const turnover = limits.dailyTurnoverMax === null ? 0 : turnoverOn(state, request);
  let sized: Sized = { lots, tightest: undefined };
  sized = tighten(sized, request, 'order-value', 0, 0, orderMax);
  sized = tighten(sized, request, 'position-value', held, reducible, limits.positionValueMax);
  sized = tighten(
    sized,
    request,
    'strategy-exposure',
    request.strategyExposure,
    reducible,
    times(limits.strategyExposureMax, budget),
  );
  sized = tighten(
    sized,
    request,
    'venue-exposure',
    request.venueExposure,
    reducible,
    times(limits.venueExposureMax, platformEquity),
  );
  sized = tighten(
    sized,
    request,
    'concentration',
    request.assetExposure,
    reducible,
    times(limits.concentrationMax, platformEquity),
  );
  sized = tighten(sized, request, 'daily-turnover', turnover, 0, times(limits.dailyTurnoverMax, budget));
  if (sized.tightest === undefined) return ADMITTED;
  return sized.lots < 1 ? sized.tightest : shrunk(sized.lots, sized.tightest);
}

/**
 * Holds the order against one value: `before` plus its lots beyond the `free` ones may not pass `limit`. Free lots
 * bring exposure down, so they pass even where it is over its limit already.
 */
function tighten(
  sized: Sized,
  request: OrderRequest,
  rule: RiskRule,
  before: number,
  free: number,
  limit: number | null,
): Sized {
  if (limit === null || sized.lots <= free) return sized;
  const { lotValue } = request;
  if (before + (sized.lots - free) * lotValue <= limit) return sized;
  const lots = lotsWithin(limit, before, free, lotValue, sized.lots);
  const value = before + (request.quantityLots - free) * lotValue;
  return { lots, tightest: refused(rule, value, limit, 'value') };
}

/**
 * Returns the most lots, at least `free`, whose value fits: by halving, so that it is the same comparison that
 * admits and there is no division to round. Takes at most 53 steps.
 */
function lotsWithin(limit: number, before: number, free: number, lotValue: number, tooMany: number): number {
  let fits = free;
  let over = tooMany;
  while (over - fits > 1) {
    const middle = fits + Math.floor((over - fits) / 2);
    if (before + (middle - free) * lotValue <= limit) fits = middle;
    else over = middle;
  }
  return fits;
}

function times(limit: number | null, of: number): number | null {
  return limit === null ? null : limit * of;
}

function refused(rule: RiskRule, value: number, limit: number, unit: string): Refusal {
  return { kind: 'refused', rule, value, limit, unit };
}

function shrunk(quantityLots: number, by: Shortfall): Verdict {
  const { rule, value, limit, unit } = by;
  return { kind: 'shrunk', quantityLots, rule, value, limit, unit };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Crashes on numbers that the kernel, not a strategy, has put in. */
function assertSound(state: RiskState, request: OrderRequest): void {
  const { timeUs, markTicks, lotValue, positionLots, openSameSideLots, budget } = request;
  const { strategyEquity, platformEquity, strategyExposure, venueExposure, assetExposure } = request;
  const sum = timeUs + markTicks + lotValue + positionLots + openSameSideLots + budget + strategyEquity;
  const sound =
    // One sum is finite exactly when all its parts are.
    Number.isFinite(sum + platformEquity + strategyExposure + venueExposure + assetExposure) &&
    state.staleUs[request.instrument] !== undefined &&
    request.lastHeardUs <= timeUs &&
    openSameSideLots >= 0 &&
    strategyExposure >= 0 &&
    venueExposure >= 0 &&
    assetExposure >= 0;
  if (!sound) throw new Bug(`an order request is not possible: ${JSON.stringify(request)}`);
}
