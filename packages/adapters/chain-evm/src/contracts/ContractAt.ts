import { Refusal } from '@qca/base';
import {
  type Address,
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type DecodeEventLogReturnType,
  decodeEventLog,
  encodeFunctionData,
  type Hex,
  type PublicClient,
} from 'viem';
import { ABIS } from '../abi/index.ts';
import type { Addresses } from '../deploy/Step.ts';

/** A contract of ours, by the name of what was compiled. */
export type ContractName = keyof typeof ABIS;
type AbiOf<Name extends ContractName> = (typeof ABIS)[Name];
type Readable = 'pure' | 'view';
type Writable = 'nonpayable' | 'payable';

/** A contract and where it is: all that a typed read, call or event needs. */
export interface ContractAt<Name extends ContractName = ContractName> {
  readonly name: Name;
  readonly address: Address;
}

/** What a call comes to on a chain, before anybody signs it. */
export interface EncodedCall {
  readonly to: Address;
  readonly data: Hex;
}

/** Where a contract of a deployment is. Rejects, as `Refusal`: `contract-not-deployed`. */
export function contractOf<Name extends ContractName>(addresses: Addresses, name: Name): ContractAt<Name> {
  const address = addresses[name];
  if (address === undefined)
    throw new Refusal({
      kind: 'contract-not-deployed',
      what: `${name} is no part of this deployment`,
      where: name,
      remedy: `It has: ${Object.keys(addresses).join(', ')}.`,
    });
  return { name, address };
}

/**
 * Every contract of a deployment that has something to say: those whose interface is known, and of two that stand for one behind
 * a proxy, the proxy.
 */
export function contractsToHear(addresses: Addresses): readonly ContractAt[] {
  return Object.entries(addresses).flatMap(([name, address]) =>
    Object.hasOwn(ABIS, name) ? [{ name: name as ContractName, address }] : [],
  );
}

/** Asks a contract, at the newest block or at one of the past. Arguments and answer have the types of the interface. */
export async function readAt<
  Name extends ContractName,
  Fn extends ContractFunctionName<AbiOf<Name>, Readable>,
>(
  reader: PublicClient,
  { name, address }: ContractAt<Name>,
  functionName: Fn,
  args: ContractFunctionArgs<AbiOf<Name>, Readable, Fn>,
  blockNumber?: bigint,
): Promise<ContractFunctionReturnType<AbiOf<Name>, Readable, Fn>> {
  const at = blockNumber === undefined ? {} : { blockNumber };
  const answer = await reader.readContract({
    address,
    abi: ABIS[name],
    functionName,
    args: args as unknown[],
    ...at,
  } as never);
  return answer as ContractFunctionReturnType<AbiOf<Name>, Readable, Fn>;
}

/** A call that changes something, ready to be submitted. */
export function callOf<Name extends ContractName, Fn extends ContractFunctionName<AbiOf<Name>, Writable>>(
  { name, address }: ContractAt<Name>,
  functionName: Fn,
  args: ContractFunctionArgs<AbiOf<Name>, Writable, Fn>,
): EncodedCall {
  const data = encodeFunctionData({ abi: ABIS[name], functionName, args: args as unknown[] } as never);
  return { to: address, data };
}

/** Reads a log as an event of a contract; nothing when the contract has no such event. */
export function eventOf<Name extends ContractName>(
  name: Name,
  log: { readonly topics: readonly Hex[]; readonly data: Hex },
): DecodeEventLogReturnType<AbiOf<Name>, ContractEventName<AbiOf<Name>>> | undefined {
  try {
    return decodeEventLog({
      abi: ABIS[name],
      topics: log.topics as [Hex, ...Hex[]],
      data: log.data,
    }) as DecodeEventLogReturnType<AbiOf<Name>, ContractEventName<AbiOf<Name>>>;
  } catch {
    return undefined;
  }
}
