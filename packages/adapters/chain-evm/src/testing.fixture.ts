import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatHex, type Hex } from 'viem';

// A contract of 22 bytes that keeps one number: called with an argument it stores it, called without it answers.
//   CALLDATASIZE 4 LT → 0f JUMPI · 0 SLOAD 0 MSTORE 32 0 RETURN · JUMPDEST 4 CALLDATALOAD 0 SSTORE STOP
const RUNTIME: Hex = '0x36600410600f575f545f5260205ff35b6004355f5500';
// Copies what follows it and returns it.
const LOADER: Hex = '0x60168060095f395ff3';

const ABI = [
  { type: 'function', name: 'value', inputs: [], outputs: [{ type: 'uint256' }], stateMutability: 'view' },
  {
    type: 'function',
    name: 'set',
    inputs: [{ type: 'uint256' }],
    outputs: [],
    stateMutability: 'nonpayable',
  },
];

/** Writes the artefact of the number keeper under the given names. */
export function writeArtefacts(folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, `${name}.sol`), { recursive: true });
    const artefact = {
      abi: ABI,
      bytecode: { object: concatHex([LOADER, RUNTIME]) },
      deployedBytecode: { object: RUNTIME, immutableReferences: {} },
    };
    writeFileSync(join(folder, `${name}.sol`, `${name}.json`), JSON.stringify(artefact));
  }
}
