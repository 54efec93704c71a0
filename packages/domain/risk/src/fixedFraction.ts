import { lotsWithin } from './lotsWithin.ts';

/**
 * Sizes a position so that a fixed fraction of equity is put in, or put at risk.
 *
 * Units: `equity` and `perLot` in whole reporting units, `perLot` the value of a lot (fraction put in) or the loss
 * of a lot from entry to stop (fraction at risk); `fraction` of equity; lots. Rounds down to whole lots. Returns 0
 * for anything that is not a positive number: where the size is not known there is none.
 *
 * Source: Vince, "Portfolio Management Formulas" (1990), ch. 1.
 */
export function fixedFractionLots(size: {
  readonly equity: number;
  readonly fraction: number;
  readonly perLot: number;
  readonly lotsMax: number;
}): number {
  return lotsWithin({ value: size.equity * size.fraction, perLot: size.perLot, lotsMax: size.lotsMax });
}
