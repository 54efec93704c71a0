import { MILLISECOND } from '@qca/base';
import type { HeardTimes } from '../rows/HeardTimes.ts';

/** No message travels faster: between machines of one building it takes about this long, and venues print whole ms. */
export const LATENCY_FLOOR_US = MILLISECOND;

/** Rows looked at for a median: far more than it needs. */
const SAMPLE_MAX = 20_000;

/** Venue and hearing times of a recording, ready for a feed. */
export interface SettledTimes {
  readonly venueTimeUs: Float64Array;
  readonly timeUs: Float64Array;
  /** Messages whose venue time was raised to that of the message before. */
  readonly raised: number;
}

/**
 * Returns what to add to the recorder's clock. A recorder that runs behind the venue makes messages arrive before they
 * were sent; the smallest shift that gives every message of the folder at least `LATENCY_FLOOR_US` mends that. A clock
 * that already does is left alone.
 */
export function clockOffsetUs(recordings: readonly HeardTimes[]): number {
  let latencyMin = Number.POSITIVE_INFINITY;
  for (const { localUs, venueUs } of recordings) {
    for (let index = 0; index < localUs.length; index += 1) {
      const latency = localUs.at(index) - venueUs.at(index);
      if (latency < latencyMin) latencyMin = latency; // NaN, where a clock is missing, is never smaller
    }
  }
  return latencyMin < LATENCY_FLOOR_US ? LATENCY_FLOOR_US - latencyMin : 0;
}

/** Returns the median time from venue to recorder, 0 where no recording has both clocks. */
export function medianLatencyUs(recordings: readonly HeardTimes[], offsetUs: number): number {
  const latencies: number[] = [];
  for (const { localUs, venueUs } of recordings) {
    const stride = Math.ceil(localUs.length / SAMPLE_MAX);
    for (let index = 0; index < localUs.length; index += stride) {
      const latency = localUs.at(index) + offsetUs - venueUs.at(index);
      if (!Number.isNaN(latency)) latencies.push(latency);
    }
  }
  latencies.sort((a, b) => a - b);
  return latencies[latencies.length >> 1] ?? 0;
}

/**
 * Settles when each message happened and when it was heard. Where the venue says no time, it is the hearing time minus
 * the median latency. Messages stand in the order in which they were heard, so venue times never fall: one that would
 * (a snapshot fetched beside the stream) takes the time of the message before it.
 */
export function settleTimes(times: HeardTimes, offsetUs: number, latencyUs: number): SettledTimes {
  const length = times.localUs.length;
  const venueTimeUs = new Float64Array(length);
  const timeUs = new Float64Array(length);
  let raised = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index += 1) {
    const heard = times.localUs.at(index) + offsetUs;
    let venue = times.venueUs.at(index);
    if (Number.isNaN(venue)) venue = heard - latencyUs;
    if (venue < previous) {
      venue = previous;
      raised += 1;
    }
    previous = venue;
    venueTimeUs[index] = venue;
    timeUs[index] = Number.isNaN(heard) ? venue : Math.max(heard, venue);
  }
  return { venueTimeUs, timeUs, raised };
}
