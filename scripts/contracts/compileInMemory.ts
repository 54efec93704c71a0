import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { contractsFolder } from './engines.ts';

// The compiler from npm, called in this process: for what neither engine is needed to know.

/** One node of the compiler's syntax tree. Which members it has depends on `nodeType`. */
export interface Node {
  readonly nodeType: string;
  readonly id: number;
  /** `start:length:file`, in bytes. */
  readonly src: string;
  readonly [member: string]: unknown;
}

/** What a variable or a member of a struct takes of the storage. */
export interface LayoutEntry {
  readonly label: string;
  readonly offset: number;
  readonly slot: string;
  readonly type: string;
}

export interface LayoutType {
  readonly encoding: string;
  readonly label: string;
  readonly numberOfBytes: string;
  readonly members?: readonly LayoutEntry[];
  readonly base?: string;
  readonly key?: string;
  readonly value?: string;
}

export interface StorageLayout {
  readonly storage: readonly LayoutEntry[];
  /** None when there is no storage. */
  readonly types: Readonly<Record<string, LayoutType>> | null;
}

export interface Compiled {
  readonly sources: Readonly<Record<string, { readonly id: number; readonly ast: Node }>>;
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly storageLayout: StorageLayout }>>>
  >;
}

interface Answer extends Compiled {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
}

interface Compiler {
  compile(
    input: string,
    callbacks: { import: (path: string) => { readonly contents: string } | { readonly error: string } },
  ): string;
  version(): string;
}

const packages = createRequire(join(contractsFolder, 'package.json'));

/** The compiler itself, which takes half a second to load. */
export function compiler(): Compiler {
  return packages('solc') as Compiler;
}

/** Every file of `src` by its path in the folder of the contracts. */
export function readSources(): Record<string, string> {
  return Object.fromEntries(
    globSync('src/**/*.sol', { cwd: contractsFolder })
      .map((file) => file.replaceAll('\\', '/'))
      .sort()
      .map((file) => [file, readFileSync(join(contractsFolder, file), 'utf8')]),
  );
}

/**
 * Compiles sources as far as asked, without a file written. Throws the compiler's words when they are wrong.
 *
 * @param layoutOf The files whose storage layouts are wanted.
 */
export function compileInMemory(
  sources: Readonly<Record<string, string>>,
  layoutOf: readonly string[] = [],
): Compiled {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings: {
      evmVersion: 'cancun',
      outputSelection: {
        '*': { '': ['ast'] },
        ...Object.fromEntries(layoutOf.map((path) => [path, { '': ['ast'], '*': ['storageLayout'] }])),
      },
    },
  };
  const answer = JSON.parse(
    compiler().compile(JSON.stringify(input), {
      import: (path) => ({ contents: readFileSync(packages.resolve(path), 'utf8') }),
    }),
  ) as Answer;
  const wrong = (answer.errors ?? []).filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(wrong.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return answer;
}

/** Every node of a tree, parents before children. */
export function* nodesOf(root: unknown): Generator<Node> {
  if (typeof root !== 'object' || root === null) return;
  if (Array.isArray(root)) {
    for (const each of root) yield* nodesOf(each);
    return;
  }
  const node = root as Node;
  if (typeof node.nodeType === 'string') yield node;
  for (const each of Object.values(node)) yield* nodesOf(each);
}
