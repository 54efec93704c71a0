import { randomUUID } from 'node:crypto';
import type { Channel } from '@qca/api';

/** What somebody who was away for a few minutes at four deltas a second can catch up with. */
const RING_MAX = 1_000;
/** A status of a megabyte a thousand times over is more than anybody is worth. */
const RING_BYTES_MAX = 8_388_608;

/** What a channel shows as a whole. */
export interface ChannelState {
  readonly data: unknown;
  readonly sequence: number;
}

/** Where a client says it stands. */
export interface Resume {
  readonly epoch: string;
  readonly number: number;
}

/**
 * The numbered history of one channel: whoever has number n gets n + 1 next, or a snapshot. Each message is written once,
 * however many hear it.
 */
export class StreamChannel {
  readonly name: Channel;
  /** Newest last; the last one has number `#number`. */
  #ring: Buffer[] = [];
  #ringBytes = 0;
  #epoch = randomUUID();
  #number = 0;
  #state: ChannelState | undefined;
  #snapshot: Buffer | undefined;

  constructor(name: Channel) {
    this.name = name;
  }

  /** Whether there is anything to show yet. */
  get isReady(): boolean {
    return this.#state !== undefined;
  }

  /** Begins anew: numbers count from zero and nobody can resume what was before. */
  reset(state: ChannelState | undefined): void {
    this.#epoch = randomUUID();
    this.#number = 0;
    this.#ring = [];
    this.#ringBytes = 0;
    this.#state = state;
    this.#snapshot = undefined;
  }

  /** Adds a change and returns its message. `state` is what the channel shows after it. */
  push(delta: unknown, state: ChannelState): Buffer {
    this.#number += 1;
    this.#state = state;
    this.#snapshot = undefined;
    const { sequence } = state;
    const message = { type: 'delta', channel: this.name, number: this.#number, sequence, data: delta };
    const bytes = Buffer.from(JSON.stringify(message));
    this.#ring.push(bytes);
    this.#ringBytes += bytes.length;
    while (this.#ring.length > RING_MAX || this.#ringBytes > RING_BYTES_MAX) {
      this.#ringBytes -= this.#ring.shift()?.length ?? 0;
    }
    return bytes;
  }

  /** Everything as it is now; undefined before there is anything. */
  snapshot(): Buffer | undefined {
    if (this.#state === undefined) return undefined;
    this.#snapshot ??= Buffer.from(
      JSON.stringify({
        type: 'snapshot',
        channel: this.name,
        epoch: this.#epoch,
        number: this.#number,
        sequence: this.#state.sequence,
        data: this.#state.data,
      }),
    );
    return this.#snapshot;
  }

  /** What somebody who stands there has missed; undefined when only a snapshot helps. */
  missed({ epoch, number }: Resume): readonly Buffer[] | undefined {
    const behind = this.#number - number;
    if (epoch !== this.#epoch || behind < 0 || behind > this.#ring.length) return undefined;
    return this.#ring.slice(this.#ring.length - behind);
  }
}
