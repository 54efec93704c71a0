import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contractsFolder } from './engines.ts';

const modules = join(contractsFolder, '../node_modules');
/** What tests read that is no Solidity: anchors' bytecode as npm carries it. */
const READ_BY_TESTS = [
  '@uniswap',
  'synthetix/publish/deployed/mainnet',
  '@gnosis.pm/conditional-tokens-contracts/build/contracts/ConditionalTokens.json',
  '@ethereum-attestation-service/eas-contracts/deployments/mainnet',
];

/** The contracts in a folder of their own, where they may be changed and built without touching the project. */
export interface ProjectCopy {
  /** Where forge is run. */
  readonly folder: string;
  remove(): void;
}

/**
 * Copies the contracts with all that their tests need. OpenZeppelin lies inside the copy: forge's own parser, which coverage
 * uses, does not find relative imports of files that lie above the project.
 */
export async function copyProject(): Promise<ProjectCopy> {
  const root = await mkdtemp(join(tmpdir(), 'qca-contracts-'));
  const folder = join(root, 'contracts');
  const left = new Set(['artifacts', 'cache', 'out'].map((name) => join(contractsFolder, name)));
  cpSync(contractsFolder, folder, { recursive: true, filter: (path) => !left.has(path) });
  copy('@openzeppelin', join(folder, 'node_modules'));
  for (const each of READ_BY_TESTS) copy(each, join(root, 'node_modules'));
  cpSync(join(contractsFolder, '../vectors'), join(root, 'vectors'), { recursive: true });
  // The compiler loads others of its packages, which it finds from where it really lies.
  symlinkSync(join(modules, 'solc'), join(root, 'node_modules/solc'), 'dir');
  const settings = join(folder, 'foundry.toml');
  const text = readFileSync(settings, 'utf8');
  const inside = text.replace('@openzeppelin/=../node_modules', '@openzeppelin/=node_modules');
  if (inside === text) throw new Error('foundry.toml names OpenZeppelin in another way than is known here');
  writeFileSync(settings, inside);
  return { folder, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function copy(name: string, to: string): void {
  mkdirSync(dirname(join(to, name)), { recursive: true });
  cpSync(join(modules, name), join(to, name), { recursive: true });
}
