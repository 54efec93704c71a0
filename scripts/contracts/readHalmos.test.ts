import { expect, it } from 'vitest';
import { readHalmos } from './readHalmos.ts';

it('takes exit code 0 for a proof, and nothing else', () => {
  const report = {
    exitcode: 1,
    test_results: {
      'test/proofs/Desk.sol:DeskProofs': [
        { name: 'check_one(uint8,uint8)', exitcode: 0, time: [1.5, 1, 0.5] },
        { name: 'check_two(uint8)', exitcode: 1, time: [0.25, 0.2, 0.05] },
        { name: 'check_three()', exitcode: 2, time: null },
      ],
    },
  };
  expect(readHalmos(report)).toEqual([
    { contract: 'DeskProofs', property: 'check_one', proved: true, seconds: 1.5 },
    { contract: 'DeskProofs', property: 'check_two', proved: false, seconds: 0.25 },
    { contract: 'DeskProofs', property: 'check_three', proved: false, seconds: 0 },
  ]);
});
