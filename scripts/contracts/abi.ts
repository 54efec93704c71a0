import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artefacts, networkOf, type PlatformPeople, platformPlan } from '@qca/chain-evm';
import type { Abi } from 'viem';
import { build } from './build.ts';
import type { Command } from './Command.ts';
import { contractsFolder } from './engines.ts';

const FOLDER = join(contractsFolder, '../packages/adapters/chain-evm/src/abi');

/** Contracts that are no part of the deployment and that programs speak to all the same. */
const BESIDE = ['BridgedToken'];

/** Holds the interfaces that TypeScript knows against what the compiler says; `--write` takes them over. */
export const abi: Command = async (values) => {
  const built = await build(values);
  if (!built.passed) return built;
  const wanted = abiFiles(new Artefacts(join(contractsFolder, 'out')));
  const known = readFiles();
  const changed = [...new Set([...wanted.keys(), ...known.keys()])]
    .filter((name) => wanted.get(name) !== known.get(name))
    .sort();
  if (values.write) {
    for (const name of changed) write(name, wanted.get(name));
  }
  const passed = values.write || changed.length === 0;
  const remedy = passed ? [] : ['Take them over: npm run contracts -- abi --write'];
  const text = [`${wanted.size} files`, ...changed.map((name) => `CHANGED ${name}`), ...remedy].join('\n');
  return { passed, text, json: { files: [...wanted.keys()], changed } };
};

/** What shall be in the folder, by the name of the file. */
export function abiFiles(artefacts: Artefacts): Map<string, string> {
  const names = [...new Set([...deployed(artefacts), ...BESIDE])].sort();
  const files = new Map(names.map((name) => [`${name}.ts`, abiFile(name, artefacts.get(name).abi)]));
  return files.set('index.ts', indexFile(names));
}

/** Names of the compiled contracts that a deployment is made of; behind a proxy, of what it passes calls on to. */
function deployed(artefacts: Artefacts): string[] {
  const nobody = '0x0000000000000000000000000000000000000001';
  const people: PlatformPeople = {
    deployer: nobody,
    guardian: nobody,
    attester: nobody,
    operator: nobody,
    signers: [nobody],
  };
  // Where Uniswap is, so that the ways to it are among them.
  return platformPlan(artefacts, people, { venues: networkOf('ethereum').venues })
    .filter((step) => step.kind === 'contract')
    .map(({ name, artefact = name }) => artefact)
    .filter((name) => name !== 'ERC1967Proxy');
}

/** One entry a line, so that a change of one function is one line of a review. */
export function abiFile(name: string, entries: Abi): string {
  const lines = entries.map((entry) => `  ${JSON.stringify(entry, withoutInternalTypes)},`);
  return [
    '// biome-ignore-all format: one entry a line, as the compiler has it.',
    `/** The interface of \`${name}\`, from the compiler. Written by \`npm run contracts -- abi --write\`. */`,
    `export const ${name}Abi = [`,
    ...lines,
    '] as const;',
    '',
  ].join('\n');
}

/** What a type is called in Solidity says nothing about how it is encoded. */
function withoutInternalTypes(key: string, value: unknown): unknown {
  return key === 'internalType' ? undefined : value;
}

function indexFile(names: readonly string[]): string {
  return [
    '// biome-ignore-all assist: written by a command.',
    ...names.map((name) => `import { ${name}Abi } from './${name}.ts';`),
    '',
    '/** The interface of every contract, by name. Written by `npm run contracts -- abi --write`. */',
    'export const ABIS = {',
    ...names.map((name) => `  ${name}: ${name}Abi,`),
    '} as const;',
    '',
  ].join('\n');
}

function readFiles(): Map<string, string> {
  if (!existsSync(FOLDER)) return new Map();
  return new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

function write(name: string, text: string | undefined): void {
  mkdirSync(FOLDER, { recursive: true });
  if (text === undefined) rmSync(join(FOLDER, name));
  else writeFileSync(join(FOLDER, name), text);
}
