import { boundedLeastSquares } from '@qca/numerics';
import type { SmileQuotes } from './fitSvi.ts';
import type { Svi } from './svi.ts';

/**
 * A surface of smiles: total variance at the money by expiry, and one shape for all.
 * w(k, θ) = θ/2 (1 + rho φ k + √((φ k + rho)² + 1 − rho²)) with φ = eta ÷ (θ^gamma (1 + θ)^(1 − gamma)).
 *
 * With 0 < gamma ≤ ½, eta (1 + |rho|) ≤ 2 and θ not falling it leaves neither butterfly nor calendar arbitrage.
 * Source: Gatheral, Jacquier, "Arbitrage-free SVI volatility surfaces" (2014), remark 4.4.
 */
export interface Ssvi {
  readonly rho: number;
  readonly eta: number;
  readonly gamma: number;
  /** Rising. */
  readonly years: readonly number[];
  /** Total variance at the money; does not fall. */
  readonly thetas: readonly number[];
}

export interface SurfaceQuotes extends SmileQuotes {
  readonly years: number;
}

export interface SurfaceFit {
  readonly surface: Ssvi;
  /** Root of the mean squared difference of total variance, each expiry in units of its own mean. */
  readonly relativeError: number;
}

/** Returns total variance at a log-moneyness and a time: between expiries θ is a straight line, beyond the ends it goes on as a rate. */
export function ssviVariance(surface: Ssvi, k: number, years: number): number {
  const theta = thetaAt(surface, years);
  if (theta === 0) return 0;
  const { rho } = surface;
  const x = spread(surface, theta) * k;
  return (theta / 2) * (1 + rho * x + Math.sqrt((x + rho) ** 2 + 1 - rho * rho));
}

/** Returns one expiry of the surface as a smile in the raw form. */
export function smileOfSurface(surface: Ssvi, years: number): Svi {
  const theta = thetaAt(surface, years);
  const { rho } = surface;
  const phi = spread(surface, theta);
  return {
    a: (theta / 2) * (1 - rho * rho),
    b: (theta * phi) / 2,
    rho,
    m: -rho / phi,
    sigma: Math.sqrt(1 - rho * rho) / phi,
  };
}

/**
 * Returns the surface nearest to the quotes, free of arbitrage whatever the quotes are.
 *
 * Expiries must differ; they are sorted. Needs three quotes in all, besides one for each expiry.
 */
export function fitSsvi(quotes: readonly SurfaceQuotes[]): SurfaceFit {
  const slices = [...quotes].sort((one, other) => one.years - other.years);
  const means = slices.map(({ w }) => Array.from(w).reduce((sum, value) => sum + value, 0) / w.length);
  const count = slices.reduce((sum, { k }) => sum + k.length, 0);
  const scale = Math.max(...means);
  const surfaceOf = (x: Float64Array): Ssvi => {
    let theta = 0;
    const thetas = slices.map((_, i) => {
      theta += x[3 + i]! * scale;
      return theta;
    });
    const rho = x[0]!;
    const eta = (2 * x[1]!) / (1 + Math.abs(rho));
    return { rho, eta, gamma: x[2]!, years: slices.map(({ years }) => years), thetas };
  };
  const residuals = (x: Float64Array, out: Float64Array): void => {
    const surface = surfaceOf(x);
    let place = 0;
    slices.forEach(({ k, w, years }, slice) => {
      for (let i = 0; i < k.length; i += 1) {
        out[place] = (ssviVariance(surface, k[i]!, years) - w[i]!) / means[slice]! / Math.sqrt(count);
        place += 1;
      }
    });
  };
  const steps = means.map((mean, i) => Math.max(mean - (means[i - 1] ?? 0), 0.01 * mean) / scale);
  const fits = [-0.5, 0, 0.5].map((rho) =>
    boundedLeastSquares(
      {
        residuals,
        count,
        start: [rho, 0.5, 0.4, ...steps],
        lower: [-0.999, 1e-4, 1e-3, 1e-8, ...steps.slice(1).map(() => 0)],
        upper: [0.999, 1, 0.5, ...steps.map(() => 100)],
      },
      { tolerance: 1e-13, iterationsMax: 300 },
    ),
  );
  const best = fits.reduce((one, other) => (other.value < one.value ? other : one));
  return { surface: surfaceOf(best.x), relativeError: Math.sqrt(best.value) };
}

function spread({ eta, gamma }: Ssvi, theta: number): number {
  return eta / (theta ** gamma * (1 + theta) ** (1 - gamma));
}

function thetaAt({ years, thetas }: Ssvi, at: number): number {
  const next = years.findIndex((expiry) => expiry >= at);
  if (next === 0) return (thetas[0]! * at) / years[0]!;
  if (next === -1) return (thetas.at(-1)! * at) / years.at(-1)!;
  const share = (at - years[next - 1]!) / (years[next]! - years[next - 1]!);
  return thetas[next - 1]! + share * (thetas[next]! - thetas[next - 1]!);
}
