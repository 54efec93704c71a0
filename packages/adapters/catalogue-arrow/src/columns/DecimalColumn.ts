import { POWERS_OF_TEN } from '../csv/DecimalScanner.ts';
import type { Step } from './Step.ts';

const LENGTH_FIRST = 4096;

/**
 * A column of exact decimals that grows while a file is read: value = mantissa × 10^−decimals, each row with its own
 * scale, because the step that suits all rows is known only at the end.
 */
export class DecimalColumn {
  length = 0;
  /** Most decimals of any value, so 10^−decimalsMax divides them all. */
  decimalsMax = 0;
  #mantissas = new Float64Array(LENGTH_FIRST);
  #decimals = new Uint8Array(LENGTH_FIRST);

  push(mantissa: number, decimals: number): void {
    if (this.length === this.#mantissas.length) this.#grow();
    this.#mantissas[this.length] = mantissa;
    this.#decimals[this.length] = decimals;
    this.length += 1;
    if (decimals > this.decimalsMax) this.decimalsMax = decimals;
  }

  /** Adds a value of another column. */
  copy(source: DecimalColumn, index: number): void {
    this.push(source.#mantissas[index] as number, source.#decimals[index] as number);
  }

  /** Whether row `index` holds exactly this value. */
  equals(index: number, mantissa: number, decimals: number): boolean {
    return this.#mantissas[index] === mantissa && this.#decimals[index] === decimals;
  }

  /** The value as an estimate. */
  toFloat(index: number): number {
    return (this.#mantissas[index] as number) / (POWERS_OF_TEN[this.#decimals[index] as number] as number);
  }

  /** Whether every value is a whole number of steps. */
  fits(step: Step): boolean {
    if (step.mantissa === 1) return this.decimalsMax <= step.decimals;
    for (let index = 0; index < this.length; index += 1)
      if (!Number.isInteger(this.#steps(index, step))) return false;
    return true;
  }

  /** Returns every value in steps: whole numbers exactly when the step `fits`, else the nearest doubles. */
  inSteps(step: Step): Float64Array {
    const steps = new Float64Array(this.length);
    for (let index = 0; index < this.length; index += 1) steps[index] = this.#steps(index, step);
    return steps;
  }

  #steps(index: number, step: Step): number {
    const shift = step.decimals - (this.#decimals[index] as number);
    const mantissa = this.#mantissas[index] as number;
    const scaled =
      shift >= 0 ? mantissa * (POWERS_OF_TEN[shift] as number) : mantissa / (POWERS_OF_TEN[-shift] as number);
    return step.mantissa === 1 ? scaled : scaled / step.mantissa;
  }

  #grow(): void {
    const mantissas = new Float64Array(this.length * 2);
    mantissas.set(this.#mantissas);
    this.#mantissas = mantissas;
    const decimals = new Uint8Array(this.length * 2);
    decimals.set(this.#decimals);
    this.#decimals = decimals;
  }
}
