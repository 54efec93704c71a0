import { describe, expect, it } from 'vitest';
import { readEnumerations } from './readEnumerations.ts';

describe('readEnumerations', () => {
  it('says of each function whether every value passed', () => {
    const report = {
      'test/proofs/Enumerations.sol:ShareEnumerations': {
        test_results: {
          'test_enumerate_lockedOnlyUnlocks()': { status: 'Success', duration: '1m 2s 500ms' },
          'test_enumerate_priceStays()': { status: 'Failure', duration: '12µs' },
        },
      },
    };
    expect(readEnumerations(report)).toEqual([
      { contract: 'ShareEnumerations', property: 'enumerate_lockedOnlyUnlocks', proved: true, seconds: 62.5 },
      { contract: 'ShareEnumerations', property: 'enumerate_priceStays', proved: false, seconds: 12e-6 },
    ]);
  });
});
