/** How far the venue's clock is ahead of ours, as well as a round trip can tell. */
export interface SkewReading {
  /** Venue minus ours, milliseconds. */
  readonly offsetMs: number;
  /** The reading is right within half of this. */
  readonly roundTripMs: number;
}

const SAMPLES = 3;

/** Asks the venue's time some times over and keeps the reading of the shortest round trip. */
export async function measureSkew(
  fetchTime: () => Promise<number>,
  nowMs: () => number,
  samples = SAMPLES,
): Promise<SkewReading> {
  let best: SkewReading | undefined;
  for (let index = 0; index < samples; index += 1) {
    const sentMs = nowMs();
    const venueMs = await fetchTime();
    const heardMs = nowMs();
    const roundTripMs = heardMs - sentMs;
    if (best === undefined || roundTripMs < best.roundTripMs)
      best = { offsetMs: venueMs - (sentMs + heardMs) / 2, roundTripMs };
  }
  return best as SkewReading;
}
