import type { Rows } from '@qca/numerics';

/**
 * Simple returns p[t] ÷ p[t − 1] − 1, NaN where either price is not known; rows in which nothing is known are left out.
 *
 * Shape: prices [date][asset], NaN for a gap; the answer has the same columns.
 */
export function returnsFromPrices(prices: Rows): Rows {
  return knownRows(allReturnsFromPrices(prices));
}

/** The same with the rows in which nothing is known: one row for each price but the first. */
export function allReturnsFromPrices(prices: Rows): Rows {
  return prices.slice(1).map((row, date) => {
    const before = prices[date] as Float64Array;
    return Float64Array.from(row, (price, asset) => price / (before[asset] as number) - 1);
  });
}

/** The rows in which anything is known. */
export function knownRows(rows: Rows): Rows {
  return rows.filter((row) => row.some((value) => !Number.isNaN(value)));
}

/** The rows in which every value is known: what scenario programs and bootstraps need. */
export function completeRows(rows: Rows): Rows {
  return rows.filter((row) => row.every((value) => !Number.isNaN(value)));
}

/** Values of one column, gaps included. */
export function columnOf(rows: Rows, column: number): Float64Array {
  return Float64Array.from(rows, (row) => row[column] as number);
}

/** Return of a portfolio in each row, its weights brought back to `weights` before every row. */
export function portfolioReturns(returns: Rows, weights: ArrayLike<number>): Float64Array {
  return Float64Array.from(returns, (row) => {
    let sum = 0;
    for (let asset = 0; asset < row.length; asset += 1)
      sum += (row[asset] as number) * (weights[asset] as number);
    return sum;
  });
}
