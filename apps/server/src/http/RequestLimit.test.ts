import { describe, expect, it } from 'vitest';
import { networkOf } from './networkOf.ts';
import { RequestLimit } from './RequestLimit.ts';

describe('the limit of requests', () => {
  it('counts each address for itself, and anew each minute', () => {
    const limit = new RequestLimit(2);
    const take = (address: string, ms: number) => limit.take(address, ms);
    expect([take('10.0.0.1', 0), take('10.0.0.1', 10), take('10.0.0.2', 20)]).toEqual([0, 0, 0]);
    expect(take('10.0.0.1', 20_000)).toBe(40_000);
    expect(take('10.0.0.1', 59_999)).toBe(1);
    expect(take('10.0.0.1', 60_000)).toBe(0);
  });

  it('holds no more than ten thousand addresses, and forgets the oldest', () => {
    const limit = new RequestLimit(1);
    expect(limit.take('first', 0)).toBe(0);
    expect(limit.take('first', 0)).toBeGreaterThan(0);
    for (let index = 0; index < 10_000; index += 1) limit.take(`10.0.${index >> 8}.${index & 255}`, 0);
    expect(limit.take('first', 0)).toBe(0);
    expect(limit.take('10.0.39.15', 0)).toBeGreaterThan(0);
  });
});

describe('networkOf', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '::ffff:10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
