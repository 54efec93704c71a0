import type { IndicatorDefinition } from './Indicator.ts';
import { MOVING_AVERAGES } from './movingAverages.ts';

/** Every indicator there is. */
export const INDICATORS: readonly IndicatorDefinition[] = [...MOVING_AVERAGES];

/** Returns the indicator of that name, or undefined. */
export function findIndicator(name: string): IndicatorDefinition | undefined {
  return INDICATORS.find((indicator) => indicator.name === name);
}
