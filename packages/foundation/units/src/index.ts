export {
  type Amount,
  addAmounts,
  amount,
  formatAmount,
  negateAmount,
  parseAmount,
  subtractAmounts,
  ZERO_AMOUNT,
} from './Amount.ts';
export { BPS_DECIMALS, type Bps, formatBps, parseBps, toRatio } from './Bps.ts';
export { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';
export { fromFloatDown, fromFloatUp, toFloat } from './float.ts';
export { mulDivDown, mulDivUp } from './mulDiv.ts';
export {
  formatPrice,
  notionalDown,
  notionalUp,
  ONE_PRICE,
  type PairDecimals,
  PRICE_DECIMALS,
  type Price,
  type PriceRejection,
  parsePrice,
} from './Price.ts';
export {
  formatQuantity,
  parseQuantity,
  type Quantity,
  type QuantityRejection,
  ZERO_QUANTITY,
} from './Quantity.ts';
export {
  formatRatio,
  ONE_RATIO,
  parseRatio,
  partDown,
  partUp,
  RATIO_DECIMALS,
  type Ratio,
  ratioDown,
  ZERO_RATIO,
} from './Ratio.ts';
export {
  type PoolTotals,
  type Shares,
  toAssetsDown,
  toAssetsUp,
  toSharesDown,
  toSharesUp,
  VIRTUAL_ASSETS,
  VIRTUAL_SHARES,
  ZERO_SHARES,
} from './Shares.ts';
