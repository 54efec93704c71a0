import { encodeErrorResult, type Hex, numberToHex, pad, parseAbi } from 'viem';
import type { TestChain } from './anvil.fixture.ts';

/**
 * A contract that adds: a word of calldata is added to its total, empty calldata answers the total, anything longer is
 * what it reverts with.
 *
 *   CALLDATASIZE DUP1 ISZERO → 1c JUMPI · 32 LT → 14 JUMPI · 0 CALLDATALOAD 0 SLOAD ADD 0 SSTORE STOP
 *   14: CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 REVERT · 1c: 0 SLOAD 0 MSTORE 32 0 RETURN
 */
const CODE: Hex = '0x368015601c576020106014575f355f54015f55005b365f5f37365ffd5b5f545f5260205ff3';

export const ADDER: Hex = '0x00000000000000000000000000000000000a11ce';

const REFUSAL = parseAbi(['error WindowFull(uint256 wanted, uint256 left)']);

export async function placeAdder(chain: TestChain): Promise<void> {
  await chain.ask('anvil_setCode', ADDER, CODE);
}

/** Calldata that adds, or that it refuses with `WindowFull(amount, 0)`. */
export function addData(amount: number, refused: boolean): Hex {
  if (refused)
    return encodeErrorResult({ abi: REFUSAL, errorName: 'WindowFull', args: [BigInt(amount), 0n] });
  return pad(numberToHex(amount), { size: 32 });
}
