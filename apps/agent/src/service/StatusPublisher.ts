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
  #describe: (() => StatusDocument | undefined) | undefined;
  /** The last one of this run. */
  #last: StatusDocument | undefined;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #late: NodeJS.Timeout | undefined;

  constructor(board: StatusBoard, onTrouble: (what: string) => void) {
    this.#board = board;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => {
      if (performance.now() - this.#publishedMs >= HEARTBEAT_MS) this.#send(this.#describe?.() ?? this.#last);
    }, HEARTBEAT_MS);
  }

  /**
   * From now on this is described. Called between steps only; it describes nothing while the journal does not hold all of it,
   * for what was shown must be there after a crash, too.
   */
  begin(describe: () => StatusDocument | undefined): void {
    this.#describe = describe;
    this.#last = undefined;
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
    this.#last = undefined;
  }

  #publish(): void {
    clearTimeout(this.#late);
    this.#late = undefined;
    this.#send(this.#describe?.());
  }

  // What is not safe yet is told with the next block, which is told of at once.
  #send(status: StatusDocument | undefined): void {
    if (status === undefined) return;
    this.#last = status;
    this.#publishedMs = performance.now();
    this.#board.publish('agent', status).catch((error: Error) => this.#onTrouble(error.message));
  }
}
