import { expect, it } from 'vitest';
import { offerPrice } from './offerPrice.ts';
import { feeUp } from './signTransaction.ts';

it('offers the middle of what was paid, more than before, and never above the cap', () => {
  expect(offerPrice([], undefined, 100n)).toBe(0n);
  expect(offerPrice([9n, 1n, 5n], undefined, 100n)).toBe(5n);
  expect(offerPrice([9n, 1n, 5n], 4n, 100n)).toBe(8n);
  expect(offerPrice([900n], undefined, 100n)).toBe(100n);
  expect(offerPrice([], 0n, 100_000n)).toBe(1_000n);
  expect(offerPrice([], 60n, 100n)).toBe(100n);
});

it('a fee is 5,000 lamports and the offer, rounded up', () => {
  expect(feeUp({ units: 200_000, unitPrice: 0n })).toBe(5_000n);
  expect(feeUp({ units: 200_000, unitPrice: 10n })).toBe(5_002n);
  expect(feeUp({ units: 1, unitPrice: 1n })).toBe(5_001n);
});
