import { setTimeout as delay } from 'node:timers/promises';

/** Sends deltas in rounds, by time or as fast as they arrive. */
export class Rounds {
  #arrived = 0;
  #wake: () => void = () => undefined;

  /** Everybody has the first so many. */
  arrived(rounds: number): void {
    this.#arrived = rounds;
    this.#wake();
  }

  /** Calls `sendOne` for each round. Returns when each was begun, by the machine's own clock. Units: ns. */
  async send(
    order: { readonly rounds: number; readonly everyMs: number; readonly ahead: number },
    sendOne: () => Promise<void> | void,
  ): Promise<readonly number[]> {
    const { rounds, everyMs, ahead } = order;
    this.#arrived = 0;
    const begun: number[] = [];
    const fromMs = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      if (everyMs > 0) await delay(Math.max(0, fromMs + round * everyMs - performance.now()));
      else while (round - this.#arrived >= ahead) await this.#next();
      begun.push(Number(process.hrtime.bigint()));
      await sendOne();
    }
    return begun;
  }

  #next(): Promise<void> {
    return new Promise((done) => {
      this.#wake = done;
    });
  }
}
