import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExecutionQueue } from './ExecutionQueue.ts';

describe('ExecutionQueue', () => {
  it('gives back every report once, in order, however reads and writes alternate', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ read: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new ExecutionQueue(4);
        const waiting: number[] = [];
        let next = 1;
        for (const act of steps) {
          if ('push' in act) {
            for (let i = 0; i < act.push; i += 1, next += 1) {
              queue.push(next % 2, next, next + 0.25, next + 0.5, next + 0.75);
              waiting.push(next);
            }
          } else {
            for (let i = 0; i < act.read; i += 1) {
              const expected = waiting.shift();
              expect(queue.next()).toBe(expected !== undefined);
              if (expected === undefined) continue;
              expect([
                queue.kind,
                queue.makerHandle,
                queue.takerHandle,
                queue.priceTicks,
                queue.quantityLots,
              ]).toEqual([expected % 2, expected, expected + 0.25, expected + 0.5, expected + 0.75]);
            }
          }
          expect(queue.unread).toBe(waiting.length);
        }
      }),
    );
  });

  it('forgets what is unread on skip', () => {
    const queue = new ExecutionQueue(2);
    for (let i = 0; i < 5; i += 1) queue.push(0, i, i, i, i);
    queue.skip();
    expect([queue.unread, queue.next()]).toEqual([0, false]);
    queue.push(1, 7, 8, 9, 10);
    expect([queue.next(), queue.kind, queue.makerHandle, queue.quantityLots]).toEqual([true, 1, 7, 10]);
  });

  it('crashes once more than a million reports are unread', () => {
    const queue = new ExecutionQueue();
    for (let i = 0; i < 1_000_000; i += 1) queue.push(0, 1, 2, 3, 4);
    expect(() => queue.checkRead()).not.toThrow();
    queue.push(0, 1, 2, 3, 4);
    expect(() => queue.checkRead()).toThrow('1000001 execution reports are unread: drain the queue');
    queue.next();
    expect(() => queue.checkRead()).not.toThrow();
  });
});
