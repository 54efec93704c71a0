import type { ArimaOrder, ArmaPolynomials } from './ArimaOrder.ts';

/** Product of two polynomials, lowest power first. */
export function multiplyPolynomials(one: Float64Array, other: Float64Array): Float64Array {
  const product = new Float64Array(one.length + other.length - 1);
  for (const [i, left] of one.entries())
    for (const [j, right] of other.entries()) product[i + j] = (product[i + j] as number) + left * right;
  return product;
}

/** (1 − B)^d (1 − B^period)^D with B the step back, lowest power first. */
export function differencePolynomial({ d, seasonalD, period }: ArimaOrder): Float64Array {
  let polynomial: Float64Array = Float64Array.of(1);
  for (let count = 0; count < d; count += 1)
    polynomial = multiplyPolynomials(polynomial, Float64Array.of(1, -1));
  const season = new Float64Array(period + 1);
  season[0] = 1;
  season[period] = -1;
  for (let count = 0; count < seasonalD; count += 1) polynomial = multiplyPolynomials(polynomial, season);
  return polynomial;
}

/** Takes differences. Shape: the answer is shorter than `series` by the polynomial's degree. */
export function difference(series: Float64Array, polynomial: Float64Array): Float64Array {
  const degree = polynomial.length - 1;
  return Float64Array.from({ length: series.length - degree }, (_, at) => {
    let sum = 0;
    for (let back = 0; back <= degree; back += 1)
      sum += (polynomial[back] as number) * (series[at + degree - back] as number);
    return sum;
  });
}

/** Multiplies the season's lags into the others. `coefficients`: ar, ma, seasonal ar, seasonal ma, in that order. */
export function armaPolynomials(order: ArimaOrder, coefficients: Float64Array): ArmaPolynomials {
  const { p, q, seasonalP, period } = order;
  const ar = lagPolynomial(coefficients.subarray(0, p), 1, -1);
  const ma = lagPolynomial(coefficients.subarray(p, p + q), 1, 1);
  const seasonalAr = lagPolynomial(coefficients.subarray(p + q, p + q + seasonalP), period, -1);
  const seasonalMa = lagPolynomial(coefficients.subarray(p + q + seasonalP), period, 1);
  return {
    ar: multiplyPolynomials(ar, seasonalAr)
      .subarray(1)
      .map((value) => -value),
    ma: multiplyPolynomials(ma, seasonalMa).slice(1),
  };
}

function lagPolynomial(coefficients: Float64Array, spacing: number, sign: number): Float64Array {
  const polynomial = new Float64Array(coefficients.length * spacing + 1);
  polynomial[0] = 1;
  for (const [index, value] of coefficients.entries()) polynomial[(index + 1) * spacing] = sign * value;
  return polynomial;
}
