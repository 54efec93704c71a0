import { type Address, type Hex, hexToBytes, type PublicClient } from 'viem';
import type { Artefact, Artefacts } from '../Artefacts.ts';
import { readSettings, resolvePlan } from './deployPlan.ts';
import type { Step } from './Step.ts';

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
  for (const { name, artefact, address } of resolvePlan(artefacts, plan)) {
    const code = await reader.getCode({ address });
    contracts.push({ name, address, state: compareCode(artefacts.get(artefact), code) });
  }
  const settings = await readSettings(artefacts, plan, reader);
  const ok = contracts.every(({ state }) => state === 'same') && settings.every((each) => each.ok);
  return { ok, contracts, settings };
}

/** Compares code on a chain with the compiler's. Immutables are the constructor's; the address proves its arguments. */
export function compareCode(artefact: Artefact, code: Hex | undefined): CodeState {
  if (code === undefined || code === '0x') return 'missing';
  const found = hexToBytes(code);
  const expected = hexToBytes(artefact.deployedBytecode);
  if (found.length !== expected.length) return 'differs';
  for (const { start, length } of artefact.immutables) {
    found.fill(0, start, start + length);
    expected.fill(0, start, start + length);
  }
  return found.every((byte, index) => byte === expected[index]) ? 'same' : 'differs';
}
