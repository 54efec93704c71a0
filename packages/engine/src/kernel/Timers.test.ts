import { NEVER } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { Awaiting } from './Awaiting.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { Timers } from './Timers.ts';

describe('Timers', () => {
  it('knows the earliest moment while timers are set, moved and cleared', () => {
    const timers = new Timers();
    expect(timers.nextUs).toBe(NEVER);
    timers.set('a', 30);
    timers.set('b', 20);
    expect(timers.nextUs).toBe(20);
    timers.set('b', 40);
    expect(timers.nextUs).toBe(30);
    timers.clear('a');
    timers.clear('unknown');
    expect(timers.nextUs).toBe(40);
  });

  it('takes what is due, in the order in which it was set, once', () => {
    const timers = new Timers();
    timers.set('late', 31);
    timers.set('second', 30);
    timers.set('first', 10);
    expect(timers.take(9)).toEqual([]);
    expect(timers.take(30)).toEqual(['second', 'first']);
    expect(timers.take(30)).toEqual([]);
    expect(timers.nextUs).toBe(31);
  });
});

describe('Awaiting', () => {
  const order = (id: string, answerByUs: number): KernelOrder => ({ id, answerByUs }) as KernelOrder;

  it('takes orders whose answer is due, and keeps the next deadline', () => {
    const awaiting = new Awaiting();
    expect(awaiting.nextUs).toBe(NEVER);
    const [a, b, c] = [order('a', 10), order('b', 20), order('c', 20)];
    for (const each of [a, b, c]) awaiting.add(each);
    expect(awaiting.nextUs).toBe(10);
    expect(awaiting.takeDue(9)).toEqual([]);
    expect(awaiting.takeDue(10)).toEqual([a]);
    expect(awaiting.nextUs).toBe(20);
    awaiting.remove(b);
    awaiting.remove(a);
    expect(awaiting.takeDue(30)).toEqual([c]);
    expect(awaiting.nextUs).toBe(NEVER);
  });

  it('puts an order that waits again behind the others', () => {
    const awaiting = new Awaiting();
    const again = order('a', 10);
    awaiting.add(again);
    awaiting.add(order('b', 20));
    again.answerByUs = 30;
    awaiting.add(again);
    expect(awaiting.nextUs).toBe(20);
  });
});
