import { gaussLegendre, normalCdf, type Quadrature } from '@qca/numerics';

const TWO_PI = 2 * Math.PI;
const RULES: readonly Quadrature[] = [6, 12, 20].map((count) => gaussLegendre(count));

/**
 * Returns the chance that two standard normal numbers with this correlation are at most x and y, to about 1e-15.
 *
 * Source: Genz, "Numerical computation of rectangular bivariate and trivariate normal and t probabilities" (2004), after
 * Drezner, Wesolowsky (1989).
 */
export function bivariateNormalCdf(x: number, y: number, correlation: number): number {
  return upper(-x, -y, correlation);
}

/** The chance that both are above h and k. */
function upper(h: number, k: number, r: number): number {
  if (h === Number.POSITIVE_INFINITY || k === Number.POSITIVE_INFINITY) return 0;
  if (h === Number.NEGATIVE_INFINITY) return normalCdf(-k);
  if (k === Number.NEGATIVE_INFINITY) return normalCdf(-h);
  const size = Math.abs(r);
  const rule = RULES[size < 0.3 ? 0 : size < 0.75 ? 1 : 2]!;
  if (size >= 0.925) return nearOne(h, k, r, rule);
  const product = h * k;
  const half = (h * h + k * k) / 2;
  const angle = Math.asin(r);
  let sum = 0;
  rule.points.forEach((point, i) => {
    const sine = Math.sin((angle * (point + 1)) / 2);
    sum += rule.weights[i]! * Math.exp((sine * product - half) / (1 - sine * sine));
  });
  return (sum * angle) / (2 * TWO_PI) + normalCdf(-h) * normalCdf(-k);
}

/** The integral from a correlation of ±1, where that from 0 has a peak too narrow for the rule. */
function nearOne(h: number, givenK: number, r: number, rule: Quadrature): number {
  const k = r < 0 ? -givenK : givenK;
  const product = h * k;
  let value = 0;
  if (Math.abs(r) < 1) value = -peak(h, k, product, r, rule) / TWO_PI;
  if (r > 0) return Math.max(value + normalCdf(-Math.max(h, k)), 0);
  const between = k > h ? (h < 0 ? normalCdf(k) - normalCdf(h) : normalCdf(-h) - normalCdf(-k)) : 0;
  return Math.max(between - value, 0);
}

function peak(h: number, k: number, product: number, r: number, rule: Quadrature): number {
  const square = (1 - r) * (1 + r);
  const root = Math.sqrt(square);
  const gap = (h - k) ** 2;
  const c = (4 - product) / 8;
  const d = (12 - product) / 16;
  const exponent = -(gap / square + product) / 2;
  let value = 0;
  if (exponent > -100) {
    const series = 1 - (c * (gap - square) * (1 - (d * gap) / 5)) / 3 + (c * d * square * square) / 5;
    value = root * Math.exp(exponent) * series;
  }
  if (-product < 100) {
    const b = Math.sqrt(gap);
    const tail = Math.exp(-product / 2) * Math.sqrt(TWO_PI) * normalCdf(-b / root);
    value -= tail * b * (1 - (c * gap * (1 - (d * gap) / 5)) / 3);
  }
  rule.points.forEach((point, i) => {
    const x = ((root / 2) * (point + 1)) ** 2;
    const other = Math.sqrt(1 - x);
    const lift = -(gap / x + product) / 2;
    if (lift <= -100) return;
    const smooth = 1 + c * x * (1 + d * x);
    const exact = Math.exp((-product * (1 - other)) / (2 * (1 + other))) / other;
    value += (root / 2) * rule.weights[i]! * Math.exp(lift) * (exact - smooth);
  });
  return value;
}
