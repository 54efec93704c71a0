import { AVERAGE_PRICES } from './averagePrices.ts';
import { CHANNELS } from './channels.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { MOMENTUM } from './momentum.ts';
import { MOVING_AVERAGES } from './movingAverages.ts';
import { RANGES } from './ranges.ts';
import { ROLLING_STATISTICS } from './rollingStatistics.ts';
import { TREND_STRENGTH } from './trendStrength.ts';
import { VOLUMES } from './volumes.ts';

/** Every indicator there is. */
export const INDICATORS: readonly IndicatorDefinition[] = [
  ...MOVING_AVERAGES,
  ...MOMENTUM,
  ...CHANNELS,
  ...TREND_STRENGTH,
  ...RANGES,
  ...VOLUMES,
  ...ROLLING_STATISTICS,
  ...AVERAGE_PRICES,
];

const BY_NAME = new Map(INDICATORS.map((indicator) => [indicator.name, indicator]));

/** Returns the indicator of that name, or undefined. */
export function findIndicator(name: string): IndicatorDefinition | undefined {
  return BY_NAME.get(name);
}
