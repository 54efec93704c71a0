/** Gauss–Kronrod with 7 and 15 points on [−1, 1]: QUADPACK (Piessens and others, 1983). Positive half; the last is the middle. */
const POINTS = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
];
const KRONROD = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const GAUSS = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694];

export interface IntegrateOptions {
  /** Largest absolute error, as the rule estimates it. */
  readonly tolerance?: number;
  readonly relativeTolerance?: number;
  readonly piecesMax?: number;
}

interface Piece {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly error: number;
}

/**
 * Integrates a function over a finite interval by halving the piece with the largest error, Gauss–Kronrod 7/15 on each.
 *
 * It answers with the best it has when `piecesMax` is reached.
 */
export function integrate(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 1e-12, relativeTolerance = 1e-12, piecesMax = 500 }: IntegrateOptions = {},
): number {
  const pieces = [measure(f, low, high)];
  for (;;) {
    let value = 0;
    let error = 0;
    let worst = 0;
    for (const [index, piece] of pieces.entries()) {
      value += piece.value;
      error += piece.error;
      if (piece.error > (pieces[worst] as Piece).error) worst = index;
    }
    if (error <= Math.max(tolerance, relativeTolerance * Math.abs(value)) || pieces.length >= piecesMax)
      return value;
    const piece = pieces[worst] as Piece;
    const middle = 0.5 * (piece.low + piece.high);
    if (!(middle > piece.low && middle < piece.high)) return value;
    pieces[worst] = measure(f, piece.low, middle);
    pieces.push(measure(f, middle, piece.high));
  }
}

function measure(f: (x: number) => number, low: number, high: number): Piece {
  const centre = 0.5 * (low + high);
  const half = 0.5 * (high - low);
  const middle = f(centre);
  let kronrod = middle * (KRONROD[7] as number);
  let gauss = middle * (GAUSS[3] as number);
  for (let index = 0; index < 7; index += 1) {
    const offset = half * (POINTS[index] as number);
    const pair = f(centre - offset) + f(centre + offset);
    kronrod += pair * (KRONROD[index] as number);
    if (index % 2 === 1) gauss += pair * (GAUSS[(index - 1) / 2] as number);
  }
  return { low, high, value: kronrod * half, error: Math.abs((kronrod - gauss) * half) };
}

export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** Points and weights of Gauss–Legendre on [−1, 1], by Newton's method on the polynomial. Exact to degree 2n − 1. */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < Math.ceil(count / 2); index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step += 1) {
      let before = 0;
      let now = 1;
      for (let degree = 0; degree < count; degree += 1) {
        [before, now] = [now, ((2 * degree + 1) * x * now - degree * before) / (degree + 1)];
      }
      slope = (count * (x * now - before)) / (x * x - 1);
      const move = now / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    const weight = 2 / ((1 - x * x) * slope * slope);
    points[index] = -x;
    points[count - 1 - index] = x;
    weights[index] = weight;
    weights[count - 1 - index] = weight;
  }
  return { points, weights };
}
