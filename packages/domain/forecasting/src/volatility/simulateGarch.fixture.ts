import { Random } from '@qca/base';

/** GARCH(1,1) with omega 0.05, alpha 0.1, beta 0.85 and mean 0.1. */
export function simulateGarch(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  let variance = 1;
  return Float64Array.from({ length }, () => {
    const error = Math.sqrt(variance) * random.nextGaussian();
    variance = 0.05 + 0.1 * error * error + 0.85 * variance;
    return 0.1 + error;
  });
}
