import { ROWS_PER_GENERATION_MAX, RowMemory } from './RowMemory.ts';

/** As many times as the memory of rows spans; each costs 16 bytes. */
const TIMES_MAX = 2 * ROWS_PER_GENERATION_MAX;

/** The distinct times of a file, each with the first line that has it. */
export class TimeColumn {
  readonly #timesMax: number;
  readonly #seen = new RowMemory();
  #times = new Float64Array(1024);
  #lines = new Float64Array(1024);
  #length = 0;
  #forgotten = 0;

  constructor(timesMax: number = TIMES_MAX) {
    this.#timesMax = timesMax;
  }

  /** How many times came when there was no more room. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Adds a time. Returns false when it was there before. */
  add(time: number, line: number): boolean {
    if (!this.#seen.add(0, time)) return false;
    if (this.#length >= this.#timesMax) {
      this.#forgotten += 1;
      return true;
    }
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = time;
    this.#lines[this.#length] = line;
    this.#length += 1;
    return true;
  }

  /** Returns the distinct times from the earliest to the latest, and their lines. */
  sorted(): { times: Float64Array; lines: Float64Array } {
    const times = this.#times.subarray(0, this.#length);
    const lines = this.#lines.subarray(0, this.#length);
    if (isRising(times)) return { times, lines };
    const order = Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
    return { times: picked(times, order), lines: picked(lines, order) };
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const lines = new Float64Array(this.#lines.length * 2);
    times.set(this.#times);
    lines.set(this.#lines);
    this.#times = times;
    this.#lines = lines;
  }
}

function isRising(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index += 1) if (times[index]! <= times[index - 1]!) return false;
  return true;
}

function picked(values: Float64Array, order: Uint32Array): Float64Array {
  return Float64Array.from(order, (index) => values[index]!);
}
