import {
  type Address,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  parseAbi,
  zeroAddress,
} from 'viem';
import type { EncodedCall } from '../contracts/ContractAt.ts';

/** Which Safe, where, and which of its transactions: each number is used once, in order. */
export interface SafePlace {
  readonly chainId: number;
  readonly safe: Address;
  readonly nonce: bigint;
}

/** One owner's word. The signature is of a key, 65 bytes. */
export interface OwnerSignature {
  readonly owner: Address;
  readonly signature: Hex;
}

export const SAFE_ABI = parseAbi([
  'function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool success)',
  'function nonce() view returns (uint256)',
  'function getOwners() view returns (address[])',
  'function getThreshold() view returns (uint256)',
  'function VERSION() view returns (string)',
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
]);

const TRANSACTION = {
  SafeTx: [
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'data', type: 'bytes' },
    { name: 'operation', type: 'uint8' },
    { name: 'safeTxGas', type: 'uint256' },
    { name: 'baseGas', type: 'uint256' },
    { name: 'gasPrice', type: 'uint256' },
    { name: 'gasToken', type: 'address' },
    { name: 'refundReceiver', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
} as const;
const MESSAGE = { SafeMessage: [{ name: 'message', type: 'bytes' }] } as const;
const CALL = 0;

/**
 * What owners sign for a transaction of their Safe (EIP-712), as data for a wallet: one call, never a delegated one, at
 * nobody's cost but the sender's. Source: Safe 1.5.0, `getTransactionHash`.
 */
export function safeTransaction({ to, data }: EncodedCall, { chainId, safe, nonce }: SafePlace) {
  return {
    domain: { chainId, verifyingContract: safe },
    types: TRANSACTION,
    primaryType: 'SafeTx',
    message: {
      to,
      value: 0n,
      data,
      operation: CALL,
      safeTxGas: 0n,
      baseGas: 0n,
      gasPrice: 0n,
      gasToken: zeroAddress,
      refundReceiver: zeroAddress,
      nonce,
    },
  } as const;
}

/** What owners sign so that their Safe stands behind a digest (ERC-1271), as data for a wallet. Source: its fallback handler. */
export function safeMessage(digest: Hex, { chainId, safe }: Omit<SafePlace, 'nonce'>) {
  return {
    domain: { chainId, verifyingContract: safe },
    types: MESSAGE,
    primaryType: 'SafeMessage',
    message: { message: encodeAbiParameters([{ type: 'bytes32' }], [digest]) },
  } as const;
}

/** Puts owners' signatures together as a Safe reads them: ascending by owner, each once. */
export function packSignatures(signatures: readonly OwnerSignature[]): Hex {
  const sorted = [...signatures].sort((a, b) => (a.owner.toLowerCase() < b.owner.toLowerCase() ? -1 : 1));
  if (
    sorted.some(
      ({ owner }, index) => index > 0 && isAddressEqual(owner, (sorted[index - 1] as OwnerSignature).owner),
    )
  )
    throw new Error('an owner signs once');
  return concatHex(sorted.map(({ signature }) => signature));
}

/** The call that makes a Safe do what its owners signed. Anybody may send it. */
export function executeSafe(safe: Address, { to, data }: EncodedCall, signatures: Hex): EncodedCall {
  return {
    to: safe,
    data: encodeFunctionData({
      abi: SAFE_ABI,
      functionName: 'execTransaction',
      args: [to, 0n, data, CALL, 0n, 0n, 0n, zeroAddress, zeroAddress, signatures],
    }),
  };
}
