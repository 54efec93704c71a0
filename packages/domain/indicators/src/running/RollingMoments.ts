/**
 * Sums of the last `length` pairs, taken from a pair near them: their means and their moments about the means.
 *
 * Sums of squares of large numbers near each other cancel; here they are of distances from an anchor in the window,
 * which is set, and all summed up, anew each time round.
 */
export class RollingMoments {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  #place = 0;
  #count = 0;
  #anchorX = 0;
  #anchorY = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  constructor(length: number) {
    this.#xs = new Float64Array(length);
    this.#ys = new Float64Array(length);
  }

  /** Takes a pair; returns whether the window is full. */
  push(x: number, y: number): boolean {
    const length = this.#xs.length;
    if (this.#count === 0) this.#anchorAt(x, y);
    if (this.#count === length) this.#add(this.#xs[this.#place]!, this.#ys[this.#place]!, -1);
    else this.#count += 1;
    this.#add(x, y, 1);
    this.#xs[this.#place] = x;
    this.#ys[this.#place] = y;
    this.#place += 1;
    if (this.#place === length) this.#addUp(x, y);
    return this.#count === length;
  }

  get meanX(): number {
    return this.#anchorX + this.#x / this.#count;
  }

  /** Mean of squared distances from the mean: of the window as a population. Never below zero. */
  get varianceX(): number {
    return positive(this.#xx / this.#count - (this.#x / this.#count) ** 2);
  }

  get varianceY(): number {
    return positive(this.#yy / this.#count - (this.#y / this.#count) ** 2);
  }

  get covariance(): number {
    return this.#xy / this.#count - (this.#x / this.#count) * (this.#y / this.#count);
  }

  #anchorAt(x: number, y: number): void {
    this.#anchorX = x;
    this.#anchorY = y;
  }

  #add(x: number, y: number, sign: number): void {
    const dx = x - this.#anchorX;
    const dy = y - this.#anchorY;
    this.#x += sign * dx;
    this.#y += sign * dy;
    this.#xx += sign * dx * dx;
    this.#yy += sign * dy * dy;
    this.#xy += sign * dx * dy;
  }

  #addUp(x: number, y: number): void {
    this.#place = 0;
    this.#anchorAt(x, y);
    this.#x = 0;
    this.#y = 0;
    this.#xx = 0;
    this.#yy = 0;
    this.#xy = 0;
    for (let i = 0; i < this.#xs.length; i += 1) this.#add(this.#xs[i]!, this.#ys[i]!, 1);
  }
}

/** A variance that is naught may round to just below it. */
function positive(value: number): number {
  return Math.max(value, 0);
}
