import { Fault, Refusal } from '@qca/base';
import {
  type Account,
  type Address,
  concatHex,
  encodeDeployData,
  getCreate2Address,
  type Hex,
  keccak256,
  type PublicClient,
  toBytes,
  type WalletClient,
} from 'viem';
import { type Artefacts, linkCode } from '../Artefacts.ts';
import type { Addresses, ContractStep, MadeStep, Reading, SettingStep, Step } from './Step.ts';

/** Arachnid's deterministic deployer: on nearly every network at this address, and on Anvil from the start. */
export const DEPLOYER: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
/** Another version of the whole deployment gets other addresses by another word here. */
const SALT_PREFIX = 'quantum-chain-ai 1 ';

export interface Deployment {
  readonly addresses: Addresses;
  /** Arguments of each constructor, as the chain got them. */
  readonly contracts: readonly DeployedContract[];
  readonly settings: readonly SettingState[];
  /** Transactions that this call sent. */
  readonly sent: number;
}

export interface DeployedContract {
  readonly name: string;
  readonly artefact: string;
  readonly address: Address;
  /** Digest of the code that made it, with its arguments. */
  readonly initCodeHash: Hex;
}

export interface SettingState {
  readonly name: string;
  readonly ok: boolean;
}

export interface Chain {
  readonly reader: PublicClient;
  /** Absent for who only looks. */
  readonly writer?: { readonly client: WalletClient; readonly account: Account | Address };
  readonly onStep?: (name: string, done: number, of: number) => void;
}

/** What a plan comes to: where everything is or would be. Pure; asks no chain. */
export function resolvePlan(artefacts: Artefacts, plan: readonly Step[]): DeployedContract[] {
  return unfold(artefacts, plan).map(({ contract }) => contract);
}

/**
 * Brings a chain to what the plan says. What is there already is left alone, so a call that was cut off goes on, and a
 * second one sends nothing.
 *
 * Rejects, as `Refusal`: `no-deployer`. Faults when a transaction fails or a setting does not stay.
 */
export async function deployPlan(
  artefacts: Artefacts,
  plan: readonly Step[],
  chain: Chain,
): Promise<Deployment> {
  await refuseWithoutDeployer(chain.reader);
  const unfolded = unfold(artefacts, plan);
  const addresses = addressesOf(unfolded.map(({ contract }) => contract));
  let sent = 0;
  let done = 0;
  for (const { contract, initCode, make } of unfolded) {
    if (!(await hasCode(chain.reader, contract.address))) {
      if (make === undefined)
        await send(chain, contract.name, {
          to: DEPLOYER,
          data: concatHex([saltOf(contract.name), initCode]),
        });
      else await write(artefacts, contract.name, make, addresses, chain, plan);
      sent += 1;
      if (!(await hasCode(chain.reader, contract.address)))
        throw failed(contract.name, 'no code is at its address');
    }
    chain.onStep?.(contract.name, ++done, plan.length);
  }
  const settings: SettingState[] = [];
  for (const step of plan) {
    if (step.kind !== 'setting') continue;
    let ok = await isSet(artefacts, step, addresses, chain.reader, plan);
    if (!ok && step.write !== undefined) {
      await write(artefacts, step.name, step.write, addresses, chain, plan);
      sent += 1;
      ok = await isSet(artefacts, step, addresses, chain.reader, plan);
      if (!ok) throw failed(step.name, 'it is not so afterwards');
    }
    settings.push({ name: step.name, ok });
    chain.onStep?.(step.name, ++done, plan.length);
  }
  return { addresses, contracts: unfolded.map(({ contract }) => contract), settings, sent };
}

/** Reads all settings of a plan. */
export async function readSettings(
  artefacts: Artefacts,
  plan: readonly Step[],
  reader: PublicClient,
): Promise<SettingState[]> {
  const addresses = addressesOf(resolvePlan(artefacts, plan));
  const states: SettingState[] = [];
  for (const step of plan) {
    if (step.kind !== 'setting') continue;
    const ok = await isSet(artefacts, step, addresses, reader, plan).catch(() => false);
    states.push({ name: step.name, ok });
  }
  return states;
}

export async function hasCode(reader: PublicClient, address: Address): Promise<boolean> {
  const code = await reader.getCode({ address });
  return code !== undefined && code !== '0x';
}

interface Unfolded {
  readonly contract: DeployedContract;
  readonly initCode: Hex;
  /** Absent where the deterministic deployer makes it. */
  readonly make?: Reading;
}

function unfold(artefacts: Artefacts, plan: readonly Step[]): Unfolded[] {
  const addresses: Record<string, Address> = {};
  return plan
    .filter((step): step is ContractStep | MadeStep => step.kind !== 'setting')
    .map((step) => {
      const unfolded =
        step.kind === 'made' ? unfoldMade(step, addresses) : unfoldContract(artefacts, step, addresses);
      addresses[step.name] = unfolded.contract.address;
      return unfolded;
    });
}

function unfoldContract(artefacts: Artefacts, step: ContractStep, addresses: Addresses): Unfolded {
  const artefact = artefacts.get(step.artefact ?? step.name);
  const initCode = encodeDeployData({
    abi: artefact.abi,
    bytecode: linkCode(artefact.bytecode, addresses),
    args: step.arguments(addresses) as unknown[],
  });
  const address = getCreate2Address({ from: DEPLOYER, salt: saltOf(step.name), bytecode: initCode });
  const { name } = step;
  return {
    contract: { name, artefact: artefact.name, address, initCodeHash: keccak256(initCode) },
    initCode,
  };
}

function unfoldMade(step: MadeStep, addresses: Addresses): Unfolded {
  const { name, artefact, make } = step;
  const initCode = step.initCode(addresses);
  const address = getCreate2Address({
    from: step.from(addresses),
    salt: step.salt(addresses),
    bytecode: initCode,
  });
  return { contract: { name, artefact, address, initCodeHash: keccak256(initCode) }, initCode, make };
}

function addressesOf(contracts: readonly DeployedContract[]): Addresses {
  return Object.fromEntries(contracts.map(({ name, address }) => [name, address]));
}

function saltOf(name: string): Hex {
  return keccak256(toBytes(SALT_PREFIX + name));
}

async function isSet(
  artefacts: Artefacts,
  step: SettingStep,
  addresses: Addresses,
  reader: PublicClient,
  plan: readonly Step[],
): Promise<boolean> {
  const value = await reader.readContract(call(artefacts, step.read, addresses, plan));
  return step.isSet(value, addresses);
}

async function write(
  artefacts: Artefacts,
  name: string,
  reading: Reading,
  addresses: Addresses,
  chain: Chain,
  plan: readonly Step[],
): Promise<void> {
  const { writer } = chain;
  if (writer === undefined) throw failed(name, 'nobody is there to write it');
  const { client, account } = writer;
  const hash = await client.writeContract({
    ...call(artefacts, reading, addresses, plan),
    account,
    chain: null,
  });
  await waitFor(chain.reader, name, hash);
}

function call(artefacts: Artefacts, reading: Reading, addresses: Addresses, plan: readonly Step[]) {
  const made = plan.find((step) => step.kind !== 'setting' && step.name === reading.on) as
    | ContractStep
    | MadeStep;
  return {
    address: addresses[reading.on] as Address,
    abi: artefacts.get(reading.artefact ?? made.artefact ?? made.name).abi,
    functionName: reading.function,
    args: reading.arguments(addresses) as unknown[],
  };
}

async function send(chain: Chain, name: string, { to, data }: { to: Address; data: Hex }): Promise<void> {
  const { writer } = chain;
  if (writer === undefined) throw failed(name, 'it is not there, and nobody is there to make it');
  const hash = await writer.client.sendTransaction({ account: writer.account, chain: null, to, data });
  await waitFor(chain.reader, name, hash);
}

async function waitFor(reader: PublicClient, name: string, hash: Hex): Promise<void> {
  const { status } = await reader.waitForTransactionReceipt({ hash });
  if (status !== 'success') throw failed(name, `its transaction ${hash} failed`);
}

async function refuseWithoutDeployer(reader: PublicClient): Promise<void> {
  if (await hasCode(reader, DEPLOYER)) return;
  throw new Refusal({
    kind: 'no-deployer',
    what: `the deterministic deployer is not on this chain (${DEPLOYER})`,
    where: '--rpc',
    remedy: 'Deploy it first; its transaction is the same on every chain, and published with it.',
  });
}

function failed(name: string, why: string): Fault {
  return new Fault(`${name} was not deployed: ${why}`, { retryable: false });
}
