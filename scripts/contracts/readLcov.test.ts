import { expect, it } from 'vitest';
import { percentOf, readLcov, sumOf } from './readLcov.ts';

const report = `TN:
SF:src/desk/Desk.sol
FN:10,Desk.pay
FNDA:1,Desk.pay
DA:10,3
DA:11,0
BRDA:11,0,0,-
BRDA:11,0,1,4
DA:12,7
end_of_record
SF:src/desk/Rules.sol
end_of_record
SF:src/desk/Desk.sol
DA:11,2
DA:13,0
end_of_record
`;

it('counts lines and branches, and takes the better of two words on one', () => {
  expect(readLcov(report)).toEqual([
    {
      file: 'src/desk/Desk.sol',
      lines: { hit: 3, all: 4 },
      branches: { hit: 1, all: 2 },
      missedLines: [13],
      missedBranches: [11],
    },
    {
      file: 'src/desk/Rules.sol',
      lines: { hit: 0, all: 0 },
      branches: { hit: 0, all: 0 },
      missedLines: [],
      missedBranches: [],
    },
  ]);
});

it('takes what has nothing to run as whole', () => {
  expect(percentOf({ hit: 0, all: 0 })).toBe(100);
  expect(
    percentOf(
      sumOf([
        { hit: 1, all: 3 },
        { hit: 2, all: 3 },
      ]),
    ),
  ).toBe(50);
});
