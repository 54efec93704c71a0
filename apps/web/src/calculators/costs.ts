import type { Earnings } from '@qca/api';
import { addDecimals } from './decimals.ts';

/** Net and what it is made of: gross is what trading and funding brought, costs are fees and slippage. */
export type CostSplit = {
  readonly gross: string;
  readonly costs: string;
  readonly net: string;
};

export function splitCosts({ realised, funding, fees, slippage, net }: Earnings): CostSplit {
  return { gross: addDecimals(realised, funding), costs: addDecimals(fees, slippage), net };
}
