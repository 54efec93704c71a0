import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Addresses,
  Artefacts,
  deployPlan,
  LocalChain,
  localPeople,
  networkOf,
  platformPlan,
  ROLE,
  type Step,
} from '@qca/chain-evm';
import {
  type Abi,
  type AbiFunction,
  type Address,
  createPublicClient,
  createWalletClient,
  decodeErrorResult,
  encodeFunctionData,
  type Hex,
  http,
  type PublicClient,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem';
import { build } from './build.ts';
import type { Command } from './Command.ts';
import { contractsFolder } from './engines.ts';

/** One function that changes something, of one deployed contract. */
export interface Access {
  readonly contract: string;
  readonly function: string;
  readonly selector: Hex;
  /** `anybody`, a role of the access manager, or the refusal that a stranger meets. */
  readonly who: string;
}

const SNAPSHOT = join(contractsFolder, 'access.json');
/** Somebody with no role anywhere. */
const STRANGER: Address = '0x000000000000000000000000000000000000dEaD';
const ROLES = new Map<bigint, string>([
  [0n, 'timelock'],
  ...Object.entries(ROLE).map(([name, id]): [bigint, string] => [id, name]),
]);
/** Refusals that are about who calls, as our contracts and OpenZeppelin's name them. */
const ABOUT_THE_CALLER =
  /Unauthorized|OnlyTheBridge|OnlyExecutor|OnlyProxy|CallContext|CallbackNotExpected|InvalidInitialization|MissingRole|NotRules|NotManager|NotAgent|NotDistributor|NotModelOwner|NotPortfolioOwner|NotPublisher|NotOwnerOfRequest|NotMember|UnauthorizedGateway/;

/** Refusals about the caller that name nobody, and whom they mean. Codes are Safe's. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ApprovalExpired: 'members by signatures',
  GS020: 'owners by signatures',
  GS030: 'an owner',
  GS031: 'itself',
  GS104: 'a module',
  GS200: 'nobody any more',
};

/** Deploys everything to a chain of its own and asks each function, as a stranger, who may call it. */
export const access: Command = async (values) => {
  const built = await build(values);
  if (!built.passed) return built;
  const found = await walk();
  const text = JSON.stringify(found, null, 2);
  if (values.write) writeFileSync(SNAPSHOT, `${text}\n`);
  const known = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Access[];
  const changes = differences(known, found);
  return { passed: changes.length === 0, text: [...found.map(line), ...changes].join('\n'), json: found };
};

function line({ contract, function: name, who }: Access): string {
  return `${contract}.${name}: ${who}`;
}

/** What is not as it was written down. */
export function differences(known: readonly Access[], found: readonly Access[]): string[] {
  const before = new Set(known.map(line));
  const now = new Set(found.map(line));
  return [
    ...[...now].filter((each) => !before.has(each)).map((each) => `NEW  ${each}`),
    ...[...before].filter((each) => !now.has(each)).map((each) => `GONE ${each}`),
  ];
}

async function walk(): Promise<Access[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qca-access-'));
  const local = new LocalChain(folder);
  try {
    const url = await local.start({ chainId: 31_337 });
    const reader = createPublicClient({ transport: http(url), pollingInterval: 50 });
    const artefacts = new Artefacts(join(contractsFolder, 'out'));
    const accounts = (await reader.request({ method: 'eth_accounts' as never })) as Address[];
    const people = localPeople(artefacts, accounts);
    // As where Uniswap is, so that the ways to it are asked too; there is nobody behind them here.
    const plan = platformPlan(artefacts, people, { venues: networkOf('ethereum').venues });
    const writer = { client: createWalletClient({ transport: http(url) }), account: people.deployer };
    const { addresses } = await deployPlan(artefacts, plan, { reader, writer });
    const found: Access[] = [];
    for (const step of plan) {
      if (step.kind === 'setting') continue;
      const abi = artefacts.get(interfaceOf(step)).abi;
      for (const each of abi) {
        if (each.type !== 'function' || each.stateMutability === 'view' || each.stateMutability === 'pure')
          continue;
        const who = await whoMay(reader, artefacts, addresses, step.name, interfaceOf(step), each);
        found.push({
          contract: step.name,
          function: toFunctionSignature(each),
          selector: toFunctionSelector(each),
          who,
        });
      }
    }
    return found;
  } finally {
    await local.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Behind a proxy stands what it passes calls on to. */
function interfaceOf(step: Exclude<Step, { kind: 'setting' }>): string {
  if (step.artefact === 'SafeProxy') return 'Safe';
  return step.artefact === 'ERC1967Proxy' ? step.name : (step.artefact ?? step.name);
}

async function whoMay(
  reader: PublicClient,
  artefacts: Artefacts,
  addresses: Addresses,
  name: string,
  artefact: string,
  called: AbiFunction,
): Promise<string> {
  const { abi } = artefacts.get(artefact);
  const data = encodeFunctionData({
    abi: [called],
    functionName: called.name,
    args: called.inputs.map(emptyValue),
  });
  const to = addresses[name] as Address;
  const refusal = await refusalOf(reader, to, data);
  if (refusal === undefined) return 'anybody';
  const named = nameOf(abi, refusal);
  if (named === 'AccessManagedUnauthorized') {
    const role = await reader.readContract({
      address: addresses['AccessManager'] as Address,
      abi: artefacts.get('AccessManager').abi,
      functionName: 'getTargetFunctionRole',
      args: [to, toFunctionSelector(called)],
    });
    return ROLES.get(role as bigint) ?? `role ${String(role)}`;
  }
  return IN_WORDS[named] ?? (ABOUT_THE_CALLER.test(named) ? named : 'anybody');
}

/** The data that a call by a stranger is refused with, or nothing when it is not. */
async function refusalOf(reader: PublicClient, to: Address, data: Hex): Promise<Hex | undefined> {
  try {
    await reader.request({ method: 'eth_call', params: [{ from: STRANGER, to, data }, 'latest'] });
    return undefined;
  } catch (error) {
    for (let each: unknown = error; typeof each === 'object' && each !== null; each = (each as Error).cause) {
      const { data: found } = each as { readonly data?: unknown };
      if (typeof found === 'string' && found.startsWith('0x')) return found as Hex;
    }
    return '0x';
  }
}

function nameOf(abi: Abi, data: Hex): string {
  if (data === '0x') return '';
  try {
    const { errorName = '', args } = decodeErrorResult({ abi, data });
    return errorName === 'Error' ? String(args?.[0]) : errorName;
  } catch {
    return '';
  }
}

type Input = AbiFunction['inputs'][number] & { readonly components?: readonly Input[] };

/** The emptiest value of a type: what a call needs to be understood at all. */
function emptyValue(input: Input): unknown {
  const array = /^(.*)\[(\d*)\]$/.exec(input.type);
  if (array !== null) {
    const inner = { ...input, type: array[1] as string } as Input;
    return Array.from({ length: Number(array[2] || 0) }, () => emptyValue(inner));
  }
  if (input.type === 'tuple')
    return Object.fromEntries((input.components ?? []).map((each) => [each.name, emptyValue(each)]));
  if (input.type === 'bool') return false;
  if (input.type === 'string') return '';
  if (input.type === 'address') return '0x0000000000000000000000000000000000000000';
  if (input.type === 'bytes') return '0x';
  if (input.type.startsWith('bytes')) return `0x${'00'.repeat(Number(input.type.slice(5)))}`;
  return Number(/\d+/.exec(input.type)?.[0] ?? 256) <= 48 ? 0 : 0n;
}
