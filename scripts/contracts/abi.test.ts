import { parseAbi } from 'viem';
import { expect, it } from 'vitest';
import { abiFile } from './abi.ts';

it('writes an interface as a constant, one entry a line, without what Solidity calls the types', () => {
  const [entry] = parseAbi(['function pay(address to, uint256 amount)']);
  const named = { ...entry, inputs: entry.inputs.map((each) => ({ ...each, internalType: 'Money' })) };
  expect(abiFile('Desk', [named]).split('\n').slice(1)).toEqual([
    '/** The interface of `Desk`, from the compiler. Written by `npm run contracts -- abi --write`. */',
    'export const DeskAbi = [',
    '  {"name":"pay","type":"function","stateMutability":"nonpayable","inputs":[{"type":"address","name":"to"},{"type":"uint256","name":"amount"}],"outputs":[]},',
    '] as const;',
    '',
  ]);
});
