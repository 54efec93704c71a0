import { REFUSALS } from './ApiError.ts';
import { parseDecimalText } from './Steps.ts';

const DECIMAL = /^[0-9]{1,20}(\.[0-9]{1,20})?$/;
const DECIMAL_LEGAL = '^([0-9]{1,20})(\\.[0-9]{1,20})?$';
const WHOLE = /^[0-9]{1,20}$/;
const WHOLE_LEGAL = '^[0-9]{1,20}$';

/** Parameters of one request, read as Binance reads them. */
export class Params {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === '' ? undefined : value;
  }

  /** Refuses (−1102) when it is missing. */
  need(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw REFUSALS.missing(name);
    return value;
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!WHOLE.test(value)) throw REFUSALS.illegalCharacters(name, WHOLE_LEGAL);
    return Number(value);
  }

  needWhole(name: string): number {
    this.need(name);
    return this.whole(name) as number;
  }

  /** A whole number from 1 to `max`, `fallback` when absent. */
  limit(fallback: number, max: number): number {
    return Math.min(Math.max(this.whole('limit') ?? fallback, 1), max);
  }

  /** Units of 10^−8. Refuses texts that are no decimals (−1100) and more than eight decimals (−1111). */
  decimal(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!DECIMAL.test(value)) throw REFUSALS.illegalCharacters(name, DECIMAL_LEGAL);
    const units = parseDecimalText(value);
    if (units === undefined) throw REFUSALS.tooPrecise(name);
    return units;
  }

  needDecimal(name: string): bigint {
    this.need(name);
    return this.decimal(name) as bigint;
  }

  oneOf<const Name extends string>(
    name: string,
    names: readonly Name[],
    refusal: () => Error,
  ): Name | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!names.includes(value as Name)) throw refusal();
    return value as Name;
  }
}
