import { NEVER } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeQueue } from './TimeQueue.ts';

describe('TimeQueue', () => {
  it('gives back by time, and what came first first: as a stable sort does', () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant('take' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new TimeQueue<number>();
        let naive: { timeUs: number; item: number }[] = [];
        for (const [item, each] of steps.entries()) {
          if (each === 'take') {
            if (naive.length > 0) expect(queue.shift()).toBe(naive.shift()?.item);
          } else {
            queue.push(each, item);
            naive = [...naive, { timeUs: each, item }].sort((a, b) => a.timeUs - b.timeUs);
          }
          expect(queue.length).toBe(naive.length);
          expect(queue.headTimeUs).toBe(naive[0]?.timeUs ?? NEVER);
          expect(queue.head).toBe(naive[0]?.item);
        }
      }),
    );
  });

  it('crashes when nothing waits', () => {
    expect(() => new TimeQueue<number>().shift()).toThrow('nothing waits');
  });
});
