import { betaRegularised } from './beta.ts';
import { gammaP, gammaQ } from './gamma.ts';

/** Cumulative chi-squared distribution with `degrees` > 0 of freedom. */
export function chiSquaredCdf(x: number, degrees: number): number {
  return x <= 0 ? 0 : gammaP(degrees / 2, x / 2);
}

/** Upper tail of the chi-squared distribution: the p value of a statistic. */
export function chiSquaredTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : gammaQ(degrees / 2, x / 2);
}

/** Upper tail of the F distribution with `above` and `below` degrees of freedom. */
export function fTail(x: number, above: number, below: number): number {
  return x <= 0 ? 1 : betaRegularised(below / (below + above * x), below / 2, above / 2);
}
