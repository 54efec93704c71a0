import type { Random, TimeUs } from '@qca/base';
import type { Latency } from './settings.ts';

/**
 * Draws how long one message travels, in whole microseconds.
 *
 * `recordedUs` is what the data last showed for the venue.
 */
export function drawLatencyUs(latency: Latency, random: Random, recordedUs: number): number {
  switch (latency.kind) {
    case 'constant':
      return latency.us;
    case 'log-normal':
      return Math.round(latency.medianUs * Math.exp(latency.sigma * random.nextGaussian()));
    case 'empirical':
      return random.pick(latency.samplesUs);
    case 'recorded':
      return Math.max(latency.minimumUs, Math.round(recordedUs * latency.factor));
  }
}

/** One direction of a connection: messages keep their order, as on a TCP stream. */
export class Line {
  readonly #latency: Latency;
  readonly #random: Random;
  #lastArrivalUs: TimeUs = 0;

  constructor(latency: Latency, random: Random) {
    this.#latency = latency;
    this.#random = random;
  }

  /** Returns when a message sent now arrives; never before the one sent before it. `heldUpUs` delays it and all behind it. */
  arrivalUs(sentUs: TimeUs, recordedUs: number, heldUpUs = 0): TimeUs {
    const travelled = sentUs + drawLatencyUs(this.#latency, this.#random, recordedUs) + heldUpUs;
    if (travelled > this.#lastArrivalUs) this.#lastArrivalUs = travelled;
    return this.#lastArrivalUs;
  }
}
