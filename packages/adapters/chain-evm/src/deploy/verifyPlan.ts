import { type Address, type Hex, hexToBytes, type PublicClient } from 'viem';
import { type Artefact, type Artefacts, linkCode } from '../Artefacts.ts';
import { readSettings, resolvePlan } from './deployPlan.ts';
import type { Addresses, Step } from './Step.ts';

export interface Verification {
  readonly ok: boolean;
  readonly contracts: readonly {
    readonly name: string;
    readonly address: Address;
    readonly state: CodeState;
  }[];
  readonly settings: readonly { readonly name: string; readonly ok: boolean }[];
}

/** The code is the compiler's; there is none; or it is another. */
export type CodeState = 'same' | 'missing' | 'differs';

/** Holds a chain against a plan: the code of every contract, byte for byte but for what constructors write, and every setting. */
export async function verifyPlan(
  artefacts: Artefacts,
  plan: readonly Step[],
  reader: PublicClient,
): Promise<Verification> {
  const contracts: Verification['contracts'][number][] = [];
  const resolved = resolvePlan(artefacts, plan);
  const addresses = Object.fromEntries(resolved.map(({ name, address }) => [name, address]));
  for (const { name, artefact, address } of resolved) {
    const code = await reader.getCode({ address });
    contracts.push({ name, address, state: compareCode(artefacts.get(artefact), code, addresses) });
  }
  const settings = await readSettings(artefacts, plan, reader);
  const ok = contracts.every(({ state }) => state === 'same') && settings.every((each) => each.ok);
  return { ok, contracts, settings };
}

/** Compares code on a chain with the compiler's. Immutables are the constructor's; the address proves its arguments. */
export function compareCode(
  artefact: Pick<Artefact, 'deployedBytecode' | 'immutables'>,
  code: Hex | undefined,
  addresses: Addresses = {},
): CodeState {
  if (code === undefined || code === '0x') return 'missing';
  const found = hexToBytes(code);
  const expected = hexToBytes(linkCode(artefact.deployedBytecode, addresses));
  if (found.length !== expected.length) return 'differs';
  const written = isLibrary(expected) ? [...artefact.immutables, OWN_ADDRESS] : artefact.immutables;
  for (const { start, length } of written) {
    found.fill(0, start, start + length);
    expected.fill(0, start, start + length);
  }
  return found.every((byte, index) => byte === expected[index]) ? 'same' : 'differs';
}

/** A library begins by comparing its own address, which is written as it is made, with who runs: PUSH20, ADDRESS, EQ. */
const OWN_ADDRESS = { start: 1, length: 20 };

function isLibrary(code: Uint8Array): boolean {
  return (
    code[0] === 0x73 &&
    code[21] === 0x30 &&
    code[22] === 0x14 &&
    code.subarray(1, 21).every((byte) => byte === 0)
  );
}
