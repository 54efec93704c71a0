import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bumpFees, estimateFees } from './fees.ts';

const terms = { feePerGasMax: 1_000n, tipPerGasMin: 2n, stuckMs: 1_000 };

describe('estimateFees', () => {
  it('offers twice the base fee and the tip of the middle', () => {
    expect(estimateFees({ nextBaseFee: 100n, medianTips: [5n, 90n, 7n] }, terms)).toEqual({
      feePerGasMax: 207n,
      tipPerGasMax: 7n,
    });
  });

  it('offers the least tip where blocks are empty or tips are lower', () => {
    for (const medianTips of [[], [0n, 0n], [1n, 1n]])
      expect(estimateFees({ nextBaseFee: 10n, medianTips }, terms).tipPerGasMax).toBe(2n);
  });

  it('still pays after six full blocks, each an eighth dearer', () => {
    const { feePerGasMax, tipPerGasMax } = estimateFees({ nextBaseFee: 400n, medianTips: [] }, terms);
    let baseFee = 400n;
    // The first of them is the one that was estimated for.
    for (let block = 1; block < 6; block += 1) baseFee += baseFee / 8n;
    expect(feePerGasMax - tipPerGasMax >= baseFee).toBe(true);
  });

  it('never offers more than the cap, whatever the chain asks', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 5_000n), fc.array(fc.bigInt(0n, 5_000n)), (nextBaseFee, medianTips) => {
        const { feePerGasMax, tipPerGasMax } = estimateFees({ nextBaseFee, medianTips }, terms);
        expect(feePerGasMax <= 1_000n && tipPerGasMax <= feePerGasMax).toBe(true);
      }),
    );
  });
});

describe('bumpFees', () => {
  it('offers at least an eighth more of both, and what is usual now', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 800n), fc.bigInt(0n, 800n), fc.bigInt(0n, 800n), (fee, tip, now) => {
        const before = { feePerGasMax: fee + tip, tipPerGasMax: tip };
        const next = bumpFees(before, { feePerGasMax: now, tipPerGasMax: now / 2n }, terms);
        if (next === undefined) return;
        expect(next.feePerGasMax * 8n > before.feePerGasMax * 9n).toBe(true);
        expect(next.tipPerGasMax * 8n > before.tipPerGasMax * 9n).toBe(true);
        expect(next.feePerGasMax >= now && next.feePerGasMax <= 1_000n).toBe(true);
      }),
    );
  });

  it('waits rather than go above the cap', () => {
    expect(
      bumpFees({ feePerGasMax: 900n, tipPerGasMax: 1n }, { feePerGasMax: 1n, tipPerGasMax: 1n }, terms),
    ).toBe(undefined);
  });
});
