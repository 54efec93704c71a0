import type { TimeUs } from '@qca/base';
import type { Clock } from '@qca/ports';

/** Time as the events tell it: it is whatever moment was last asked for, and nobody ever waits. */
export function createSimulatedClock(startUs: TimeUs = 0): Clock {
  let nowUs = startUs;
  return {
    nowUs: () => nowUs,
    until(timeUs) {
      if (timeUs > nowUs) nowUs = timeUs;
      return undefined;
    },
  };
}
