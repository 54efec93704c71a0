import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  zeroAddress,
} from 'viem';
import { type Artefacts, linkCode } from '../Artefacts.ts';
import { resolvePlan } from './deployPlan.ts';
import type { Addresses, ContractStep, MadeStep, SettingStep, Step } from './Step.ts';

/** Who owns the Safes that are made with the platform: three for each, of whom two decide. */
export interface SafeOwners {
  readonly guardian: readonly Address[];
  readonly proposer: readonly Address[];
}

/** Safes are named so among the deployed contracts. */
export const SAFE = { guardian: 'GuardianSafe', proposer: 'ProposerSafe' } as const;
type Part = keyof typeof SAFE;
const PARTS = Object.keys(SAFE) as Part[];

export const SAFE_THRESHOLD = 2n;
/** Safe's list of modules begins and ends with this. */
const SENTINEL: Address = '0x0000000000000000000000000000000000000001';
/** Tells Safes with the same owners apart. */
const SALT_NONCE: Readonly<Record<Part, bigint>> = { guardian: 0n, proposer: 1n };

/**
 * Safe's own contracts, and one Safe for each part. A Safe is set up in the call that makes it, so nobody comes in between, and
 * its address follows from its owners.
 */
export function safePlan(artefacts: Artefacts, owners: SafeOwners): Step[] {
  return [
    shipped('SafeSingleton', 'Safe'),
    shipped('SafeFallbackHandler', 'CompatibilityFallbackHandler'),
    shipped('SafeProxyFactory', 'SafeProxyFactory'),
    ...PARTS.map((part) => proxy(artefacts, part, owners[part])),
    ...PARTS.flatMap((part) => settings(part, owners[part])),
  ];
}

/** Where the Safe of a part is or will be. Pure; asks no chain. */
export function safeAddress(artefacts: Artefacts, owners: SafeOwners, part: Part): Address {
  const found = resolvePlan(artefacts, safePlan(artefacts, owners)).find(({ name }) => name === SAFE[part]);
  return found?.address as Address;
}

function shipped(name: string, artefact: string): ContractStep {
  return { kind: 'contract', name, artefact, arguments: () => [] };
}

function proxy(artefacts: Artefacts, part: Part, owners: readonly Address[]): MadeStep {
  const setup = (at: Addresses): Hex =>
    encodeFunctionData({
      abi: artefacts.get('Safe').abi,
      functionName: 'setup',
      // No call on the way, and nobody is paid for making it.
      args: [
        owners,
        SAFE_THRESHOLD,
        zeroAddress,
        '0x',
        at['SafeFallbackHandler'],
        zeroAddress,
        0n,
        zeroAddress,
      ],
    });
  return {
    kind: 'made',
    name: SAFE[part],
    artefact: 'SafeProxy',
    from: (at) => at['SafeProxyFactory'] as Address,
    salt: (at) => keccak256(concatHex([keccak256(setup(at)), numberToHex(SALT_NONCE[part], { size: 32 })])),
    initCode: (at) =>
      concatHex([linkCode(artefacts.get('SafeProxy').bytecode, {}), pad(at['SafeSingleton'] as Address)]),
    make: {
      on: 'SafeProxyFactory',
      function: 'createProxyWithNonce',
      arguments: (at) => [at['SafeSingleton'], setup(at), SALT_NONCE[part]],
    },
  };
}

/** What a Safe was made with, and whether it still is so: owners can change it together. */
function settings(part: Part, owners: readonly Address[]): SettingStep[] {
  const asked = (called: string, args: readonly unknown[] = []) => ({
    on: SAFE[part],
    artefact: 'Safe',
    function: called,
    arguments: () => args,
  });
  return [
    {
      kind: 'setting',
      name: `the Safe of the ${part} has its owners`,
      read: asked('getOwners'),
      isSet: (value) => isSameSet(value as readonly Address[], owners),
    },
    {
      kind: 'setting',
      name: `two owners decide for the Safe of the ${part}`,
      read: asked('getThreshold'),
      isSet: (value) => value === SAFE_THRESHOLD,
    },
    {
      kind: 'setting',
      name: `no module acts for the Safe of the ${part}`,
      read: asked('getModulesPaginated', [SENTINEL, 1n]),
      isSet: (value) => (value as readonly [readonly Address[], Address])[0].length === 0,
    },
  ];
}

function isSameSet(left: readonly Address[], right: readonly Address[]): boolean {
  const sorted = (each: readonly Address[]) =>
    each
      .map((address) => address.toLowerCase())
      .sort()
      .join();
  return sorted(left) === sorted(right);
}
