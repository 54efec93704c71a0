/** Seconds of the wall clock by what was done. They are told beside the report and never in it. */
export class Stopwatch {
  readonly #spent: Record<string, number> = {};

  get seconds(): Readonly<Record<string, number>> {
    return this.#spent;
  }

  async time<Answer>(name: string, work: () => Promise<Answer> | Answer): Promise<Answer> {
    const startedMs = performance.now();
    try {
      return await work();
    } finally {
      this.#spent[name] = (performance.now() - startedMs) / 1000;
    }
  }

  timeSync<Answer>(name: string, work: () => Answer): Answer {
    const startedMs = performance.now();
    const answer = work();
    this.#spent[name] = (performance.now() - startedMs) / 1000;
    return answer;
  }
}
