import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '@qca/base';
import { Artefacts, type Deployment, networkOf, type PlatformPeople } from '@qca/chain-evm';
import { type Address, createPublicClient, http, isAddress, type PublicClient } from 'viem';
import { z } from 'zod';

/** Flags that every command on chains has. */
export interface ChainFlags {
  readonly json?: true;
  readonly home: string;
}

const CONTRACTS = fileURLToPath(new URL('../../../../contracts', import.meta.url));

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value));
const MANIFEST = z.object({
  network: z.string(),
  chainId: z.number().int(),
  url: z.string(),
  block: z.number().int(),
  people: z.object({
    deployer: address,
    guardian: address,
    attester: address,
    operator: address,
    signers: z.array(address),
    safeOwners: z.object({ guardian: z.array(address), proposer: z.array(address) }).optional(),
  }),
  contracts: z.record(z.string(), address),
});

/** What a deployment leaves behind: enough to find it again, and to hold it against the plan. */
export interface Manifest {
  readonly network: string;
  readonly chainId: number;
  readonly url: string;
  readonly block: number;
  readonly people: PlatformPeople;
  readonly contracts: Readonly<Record<string, Address>>;
}

/** Folder of what commands on chains keep. */
export function chainFolder({ home }: ChainFlags): string {
  return join(home, 'chain');
}

/** The compiled contracts. Rejects, as `Refusal`: `contracts-not-built`, `contracts-changed`. */
export function openArtefacts(): Artefacts {
  const cache = join(CONTRACTS, 'cache/solidity-files-cache.json');
  const remedy = 'Compile them first: npm run contracts -- build.';
  if (!existsSync(cache))
    throw new Refusal({
      kind: 'contracts-not-built',
      what: 'the contracts have not been compiled',
      where: 'contracts/out',
      remedy,
    });
  if (newestIn(join(CONTRACTS, 'src')) > statSync(cache).mtimeMs)
    throw new Refusal({
      kind: 'contracts-changed',
      what: 'the contracts have changed since they were compiled',
      where: 'contracts/src',
      remedy,
    });
  return new Artefacts(join(CONTRACTS, 'out'));
}

function newestIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .reduce((newest, each) => Math.max(newest, statSync(join(each.parentPath, each.name)).mtimeMs), 0);
}

export function readerOf(url: string): PublicClient {
  // A local chain answers at once; asking it every four seconds would be most of the time that a deployment takes.
  return createPublicClient({ transport: http(url), pollingInterval: 50 });
}

/** Writes the manifest of a deployment, beside those of other networks. */
export async function keepManifest(
  flags: ChainFlags,
  found: Omit<Manifest, 'contracts' | 'block'>,
  { addresses }: Deployment,
): Promise<Manifest> {
  const block = Number(await readerOf(found.url).getBlockNumber());
  const manifest: Manifest = { ...found, block, contracts: addresses };
  const path = manifestPath(flags, found.network);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Reads what was deployed. Rejects, as `Refusal`: `not-deployed`, `manifest-broken`, `unknown-network`. */
export function readManifest(flags: ChainFlags, network: string): Manifest {
  networkOf(network);
  const path = manifestPath(flags, network);
  if (!existsSync(path))
    throw new Refusal({
      kind: 'not-deployed',
      what: `nothing has been deployed to ${network} from here`,
      where: path,
      remedy: network === 'local' ? 'Run: qca chain up.' : `Run: qca chain deploy --network ${network}.`,
    });
  const parsed = MANIFEST.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success)
    throw new Refusal({
      kind: 'manifest-broken',
      what: `the manifest cannot be read: ${z.prettifyError(parsed.error)}`,
      where: path,
      remedy: 'Deploy again: what is on the chain already is found, and left as it is.',
    });
  return parsed.data;
}

function manifestPath(flags: ChainFlags, network: string): string {
  return join(chainFolder(flags), `${network}.json`);
}

/** Lines for a person: what is where. */
export function contractLines({ contracts }: Pick<Manifest, 'contracts'>): string[] {
  const width = Math.max(...Object.keys(contracts).map((name) => name.length));
  return Object.entries(contracts).map(([name, at]) => `  ${name.padEnd(width)}  ${at}`);
}
