import { Refusal } from '@qca/base';
import { isAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { NETWORKS, networkOf } from './networks.ts';

describe('networks', () => {
  it('have an id, a name and a depth of their own', () => {
    expect(new Set(NETWORKS.map(({ chainId }) => chainId)).size).toBe(NETWORKS.length);
    expect(NETWORKS.every(({ finalityDepth }) => finalityDepth > 0)).toBe(true);
    // Ids as registered for EIP-155.
    expect(NETWORKS.map(({ name, chainId }) => [name, chainId])).toEqual([
      ['local', 31_337],
      ['ethereum', 1],
      ['polygon', 137],
      ['bnb', 56],
      ['arbitrum', 42_161],
    ]);
  });

  it('have venues at addresses whose check sums hold, and the local one none', () => {
    const places = NETWORKS.map(({ venues }) => Object.values(venues));
    expect(places.map(({ length }) => length)).toEqual([0, 2, 2, 2, 2]);
    expect(places.flat().filter((place) => !isAddress(place))).toEqual([]);
  });

  it('refuses a name that is none, and says which are', () => {
    expect(() => networkOf('mars')).toThrow(Refusal);
    expect(() => networkOf('mars')).toThrow(/polygon/);
  });
});
