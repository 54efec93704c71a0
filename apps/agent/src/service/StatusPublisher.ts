import type { StatusBoard, StatusDocument } from '@qca/ports';

/** Documents per second at most: faster cannot be read. */
const REST_MS = 250;
/** With nothing new the last one is published again, so that whoever reads sees that somebody is there. */
const HEARTBEAT_MS = 1_000;

/** Publishes what the agent is doing: at most four times a second, at once after commands, and at least once a second. */
export class StatusPublisher {
  readonly #board: StatusBoard;
  readonly #onTrouble: (what: string) => void;
  readonly #timer: NodeJS.Timeout;
  #describe: (() => StatusDocument) | undefined;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #late: NodeJS.Timeout | undefined;

  constructor(board: StatusBoard, onTrouble: (what: string) => void) {
    this.#board = board;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => {
      if (performance.now() - this.#publishedMs >= HEARTBEAT_MS) this.#publish();
    }, HEARTBEAT_MS);
  }

  /** From now on this is described. Called between steps only. */
  begin(describe: () => StatusDocument): void {
    this.#describe = describe;
    this.#publish();
  }

  /** Something new is safe in the journal. */
  renew(isUrgent: boolean): void {
    const restMs = this.#publishedMs + REST_MS - performance.now();
    if (isUrgent || restMs <= 0) return this.#publish();
    // The last thing that happens is seen, too, not only the first of a burst.
    this.#late ??= setTimeout(() => this.#publish(), restMs);
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#late);
    this.#describe = undefined;
  }

  #publish(): void {
    clearTimeout(this.#late);
    this.#late = undefined;
    if (this.#describe === undefined) return;
    this.#publishedMs = performance.now();
    this.#board.publish('agent', this.#describe()).catch((error: Error) => this.#onTrouble(error.message));
  }
}
