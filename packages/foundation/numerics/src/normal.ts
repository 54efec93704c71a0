const SQRT_2PI = 2.5066282746310007;
/** exp(−x²/2) is below the smallest double beyond this. */
const TAIL_MAX = 38.6;

/** Density of the standard normal distribution. */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / SQRT_2PI;
}

/**
 * Cumulative standard normal distribution, to about 1e-15 relative in both tails.
 *
 * Source: W. J. Cody, "Rational Chebyshev approximation for the error function", Mathematics of Computation 23 (1969),
 * as Φ(x) = erfc(−x/√2)/2 with coefficients for the normal distribution itself (Cody, ACM TOMS 19, 1993, ANORM).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  const size = Math.abs(x);
  if (size <= 0.662_91) return 0.5 + x * central(x);
  if (size > TAIL_MAX) return x > 0 ? 1 : 0;
  const tail = size <= 5.656854249492381 ? middle(size) : far(size);
  // exp(−x²/2) in two factors, so that the rounding of x² does not spoil the tail.
  const coarse = Math.trunc(size * 16) / 16;
  const rest = (size - coarse) * (size + coarse);
  const value = Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest) * tail;
  return x > 0 ? 1 - value : value;
}

const A = [
  2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356, 0.06568233791820745,
];
const B = [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const C = [
  0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726,
  6848.190450536283, 11602.65143764735, 9842.714838383978, 1.0765576773720192e-8,
];
const D = [
  22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const P = [
  0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  0.000029112874951168793, 0.023073441764940174,
];
const Q = [
  1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 0.00007297515550839662,
];

const at = (coefficients: readonly number[], index: number): number => coefficients[index] as number;

function central(x: number): number {
  const square = x * x;
  let above = at(A, 4) * square;
  let below = square;
  for (let index = 0; index < 3; index += 1) {
    above = (above + at(A, index)) * square;
    below = (below + at(B, index)) * square;
  }
  return (above + at(A, 3)) / (below + at(B, 3));
}

function middle(size: number): number {
  let above = at(C, 8) * size;
  let below = size;
  for (let index = 0; index < 7; index += 1) {
    above = (above + at(C, index)) * size;
    below = (below + at(D, index)) * size;
  }
  return (above + at(C, 7)) / (below + at(D, 7));
}

function far(size: number): number {
  const square = 1 / (size * size);
  let above = at(P, 5) * square;
  let below = square;
  for (let index = 0; index < 4; index += 1) {
    above = (above + at(P, index)) * square;
    below = (below + at(Q, index)) * square;
  }
  const ratio = (square * (above + at(P, 4))) / (below + at(Q, 4));
  return (1 / SQRT_2PI - ratio) / size;
}

/**
 * Inverse of the cumulative standard normal distribution: −∞ at 0, ∞ at 1, NaN outside.
 *
 * Source: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988); about 1e-16 relative.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability === 0) return Number.NEGATIVE_INFINITY;
  if (probability === 1) return Number.POSITIVE_INFINITY;
  const centred = probability - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(CENTRE_ABOVE, r)) / polynomial(CENTRE_BELOW, r);
  }
  const r = Math.sqrt(-Math.log(centred < 0 ? probability : 1 - probability));
  const size =
    r <= 5
      ? polynomial(MIDDLE_ABOVE, r - 1.6) / polynomial(MIDDLE_BELOW, r - 1.6)
      : polynomial(TAIL_ABOVE, r - 5) / polynomial(TAIL_BELOW, r - 5);
  return centred < 0 ? -size : size;
}

const CENTRE_ABOVE = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const CENTRE_BELOW = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const MIDDLE_ABOVE = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const MIDDLE_BELOW = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_ABOVE = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const TAIL_BELOW = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let index = coefficients.length - 1; index >= 0; index -= 1)
    value = value * x + at(coefficients, index);
  return value;
}
