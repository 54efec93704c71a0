import { Bug, DAY, dayNumber, type TimeUs } from '@qca/base';
import { drawEquityLines, fastVarianceAt, takeSample, worstTrip } from './breakers.ts';
import { applyMode } from './mode.ts';
import { type Gauge, gaugeOf, modeName, PLATFORM, type RiskState } from './RiskState.ts';
import type { RiskModeChanged } from './types.ts';

/** What equity has become. Whole reporting units at current marks; may be negative, never NaN. */
export interface EquityTick {
  readonly timeUs: TimeUs;
  readonly strategy: number;
  readonly equity: number;
  readonly platformEquity: number;
}

/** Returned when no mode changes: shared, so that a quiet tick costs nothing. */
export const NO_CHANGES: readonly RiskModeChanged[] = Object.freeze([]);

/**
 * Decides which breakers the equities of a tick trip: at most one event for the strategy and one for the platform.
 * Reads only. Where several rules trip at once the most severe action wins, then the order of `Breakers`.
 * A gauge never falls to a milder mode here, and says nothing when the mode it would get is the one it has.
 */
export function tick(state: RiskState, now: EquityTick): readonly RiskModeChanged[] {
  const gauge = gaugeOf(state, now.strategy);
  const { platform } = state;
  if (isQuiet(gauge, now.timeUs, now.equity) && isQuiet(platform, now.timeUs, now.platformEquity))
    return NO_CHANGES;
  const own = tripped(gauge, now.strategy, now.timeUs, now.equity);
  const all = tripped(platform, PLATFORM, now.timeUs, now.platformEquity);
  if (own === undefined && all === undefined) return NO_CHANGES;
  return [own, all].filter((event) => event !== undefined);
}

/** Takes the equities of a tick into peaks, day starts and averages. Does not change modes. */
export function applyTick(state: RiskState, now: EquityTick): void {
  observe(gaugeOf(state, now.strategy), now.timeUs, now.equity);
  observe(state.platform, now.timeUs, now.platformEquity);
}

/** `tick`, then `applyTick`, then `applyMode` of each event: what the kernel runs on every input. */
export function onTick(state: RiskState, now: EquityTick): readonly RiskModeChanged[] {
  const events = tick(state, now);
  applyTick(state, now);
  for (const event of events) applyMode(state, event);
  return events;
}

// Small, so that the compiler puts it in its callers and no number is boxed on a quiet tick. NaN is never quiet.
function isQuiet(gauge: Gauge, timeUs: TimeUs, equity: number): boolean {
  return (
    timeUs >= gauge.timeUs &&
    timeUs < gauge.dayEndUs &&
    equity > gauge.lowLine &&
    equity < gauge.highLine &&
    fastVarianceAt(gauge, timeUs, equity) <= gauge.fastLine
  );
}

function tripped(
  gauge: Gauge,
  strategy: number,
  timeUs: TimeUs,
  equity: number,
): RiskModeChanged | undefined {
  if (!Number.isFinite(equity)) throw new Bug(`equity ${equity} is not a number`);
  if (!(timeUs >= gauge.timeUs)) throw new Bug(`time ${timeUs} goes back behind ${gauge.timeUs}`);
  const dayStart = timeUs < gauge.dayEndUs ? gauge.dayStart : gauge.equity;
  const trip = worstTrip(gauge, dayStart, equity, fastVarianceAt(gauge, timeUs, equity));
  if (trip === undefined) return undefined;
  const { rule, severity, value, limit, unit } = trip;
  return { kind: 'risk-mode-changed', timeUs, strategy, mode: modeName(severity), rule, value, limit, unit };
}

function observe(gauge: Gauge, timeUs: TimeUs, equity: number): void {
  const newDay = timeUs >= gauge.dayEndUs;
  if (newDay) {
    gauge.dayStart = gauge.equity;
    gauge.dayEndUs = (dayNumber(timeUs) + 1) * DAY;
  }
  const newPeak = equity > gauge.peak;
  if (newPeak) gauge.peak = equity;
  gauge.timeUs = timeUs;
  gauge.equity = equity;
  if (newDay || newPeak) drawEquityLines(gauge);
  if (timeUs - gauge.sampleUs >= gauge.sampleLengthUs) takeSample(gauge);
}
