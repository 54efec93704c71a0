import { describe, expect, it } from 'vitest';
import { PLANTED } from './planted.ts';
import { simulate } from './simulate.ts';

/** Enough seeds to meet every fault and crash point; `npm run sim` runs as many as are asked for. */
const RUNS = 150;
/** A minute on a free machine; one that does other work at the same time needs several. */
const RUNS_MS_MAX = 600_000;

describe('simulation of the whole platform', () => {
  it(
    `keeps every promise over ${RUNS} seeds of faults and crashes`,
    async () => {
      const failures = [];
      for (let seed = 1; seed <= RUNS; seed += 1) {
        const failure = await simulate(seed);
        if (failure !== undefined) failures.push(failure);
      }
      expect(failures).toEqual([]);
    },
    RUNS_MS_MAX,
  );

  it.each(PLANTED)('catches a planted bug: %s', async (planted) => {
    const caught = [];
    for (let seed = 1; seed <= 40 && caught.length === 0; seed += 1) {
      const failure = await simulate(seed, planted);
      if (failure !== undefined) caught.push(failure.invariant);
    }
    expect(caught).toHaveLength(1);
  });
});
