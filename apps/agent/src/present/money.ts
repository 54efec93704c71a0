import { type Amount, formatDecimal, fromFloatDown } from '@qca/units';

/** Decimals in which reporting amounts are kept. */
const DECIMALS = 8;

/** Writes an exact reporting amount with its asset, `12.4 USD`. */
export function exactMoney(value: Amount, asset: string): string {
  return `${formatDecimal(value, DECIMALS)} ${asset}`;
}

/** Writes an estimate with its asset, cut to eight decimals. */
export function estimatedMoney(value: number, asset: string): string {
  return `${formatDecimal(fromFloatDown(value, DECIMALS), DECIMALS)} ${asset}`;
}

/** Writes a reporting amount for reading: two decimals, thousands apart, a true minus sign. */
export function shownMoney(value: Amount | number): string {
  const number = typeof value === 'number' ? value : Number(value) / 10 ** DECIMALS;
  const text = Math.abs(number).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return number < 0 && text !== '0.00' ? `−${text}` : text;
}
