import { assert } from '@qca/base';
import { AllInAccount, type AllInTerms } from './AllInAccount.ts';
import { OrderRecords } from './OrderRecords.ts';

export interface OrderMatrix extends AllInTerms {
  readonly bars: number;
  readonly columns: number;
  /** Shape: [column][bar], column after column. */
  readonly closes: Float64Array;
  /** 1 buys, −1 sells, 0 does nothing. Shape: [column][bar]. */
  readonly signals: Int8Array;
}

export interface GridResult {
  readonly orders: OrderRecords;
  /** Worth at the last close ÷ start cash − 1. Shape: [column]. */
  readonly totalReturns: Float64Array;
}

/**
 * Runs every column of a matrix of given signals on its own account, by the rule of `AllInAccount`: each signal
 * fills at the close of its bar. One thread, no event loop.
 */
export function runOrderMatrix(matrix: OrderMatrix): GridResult {
  const { bars, columns, closes, signals } = matrix;
  assert(closes.length === bars * columns, `${closes.length} closes for ${columns} columns of ${bars} bars`);
  assert(signals.length === closes.length, `${signals.length} signals for ${closes.length} closes`);
  const orders = new OrderRecords();
  const account = new AllInAccount(matrix, orders);
  const totalReturns = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) {
    account.begin(column);
    const start = column * bars;
    for (let bar = 0; bar < bars; bar += 1) {
      const signal = signals[start + bar]!;
      if (signal > 0) account.buy(bar, closes[start + bar]!);
      else if (signal < 0) account.sell(bar, closes[start + bar]!);
    }
    totalReturns[column] = bars === 0 ? 0 : account.totalReturn(closes[start + bars - 1]!);
  }
  return { orders, totalReturns };
}
