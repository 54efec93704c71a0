import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import type { Abi, Address, Hex } from 'viem';
import { z } from 'zod';

// Where a library's address belongs stands a word of the same length, `__$…$__`.
const CODE = z.string().regex(/^0x(?:[0-9a-f]|__\$[0-9a-f]{34}\$__)*$/i);
const LINKS = z
  .record(z.string(), z.record(z.string(), z.array(z.object({ start: z.number(), length: z.literal(20) }))))
  .default({});
const ARTEFACT = z.object({
  abi: z.array(z.unknown()),
  bytecode: z.object({ object: CODE, linkReferences: LINKS }),
  deployedBytecode: z.object({
    object: CODE,
    linkReferences: LINKS,
    immutableReferences: z
      .record(z.string(), z.array(z.object({ start: z.number(), length: z.number() })))
      .default({}),
  }),
});

/** Where the address of a library goes into code. Bytes. */
export interface LibraryLink {
  readonly library: string;
  readonly start: number;
}

/** Code that still lacks the addresses of the libraries it calls. */
export interface UnlinkedCode {
  readonly code: string;
  readonly links: readonly LibraryLink[];
}

/** A compiled contract. */
export interface Artefact {
  readonly name: string;
  readonly abi: Abi;
  /** Code that makes the contract, without its arguments. */
  readonly bytecode: UnlinkedCode;
  /** Code that the chain keeps, with zeros where the constructor writes. */
  readonly deployedBytecode: UnlinkedCode;
  /** Where the constructor writes. Bytes. */
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
}

/** Hardhat's way to write an artefact, in which the packages below come. None of them calls a library. */
const PACKAGED_ARTEFACT = z.object({ abi: z.array(z.unknown()), bytecode: CODE, deployedBytecode: CODE });

/**
 * Contracts that we use as their makers compiled and audited them: Safe's, from its package. Their source is under another
 * licence (LGPL-3.0) and stays there.
 */
const PACKAGED: Readonly<Record<string, string>> = {
  Safe: 'Safe.sol/Safe.json',
  SafeProxy: 'proxies/SafeProxy.sol/SafeProxy.json',
  SafeProxyFactory: 'proxies/SafeProxyFactory.sol/SafeProxyFactory.json',
  CompatibilityFallbackHandler: 'handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json',
};
const SAFE_PACKAGE = '@safe-global/safe-smart-account/build/artifacts/contracts/';

/** The compiler's output in a folder, `<Name>.sol/<Name>.json`, and what comes compiled in a package. */
export class Artefacts {
  readonly #folder: string;
  readonly #read = new Map<string, Artefact>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads a contract by its name. Rejects, as `Refusal`: `contract-not-built`, `artefact-broken`, `package-missing`. */
  get(name: string): Artefact {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const artefact = PACKAGED[name] === undefined ? this.#compiled(name) : packaged(name, PACKAGED[name]);
    this.#read.set(name, artefact);
    return artefact;
  }

  #compiled(name: string): Artefact {
    const path = join(this.#folder, `${name}.sol`, `${name}.json`);
    if (!existsSync(path))
      throw new Refusal({
        kind: 'contract-not-built',
        what: `${name} has not been compiled`,
        where: path,
        remedy: 'Compile the contracts first: npm run contracts -- build.',
      });
    const parsed = ARTEFACT.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success) throw broken(name, path, parsed.error);
    const { abi, bytecode, deployedBytecode } = parsed.data;
    return {
      name,
      abi: abi as Abi,
      bytecode: unlinked(bytecode),
      deployedBytecode: unlinked(deployedBytecode),
      immutables: Object.values(deployedBytecode.immutableReferences).flat(),
    };
  }
}

function packaged(name: string, file: string): Artefact {
  const parsed = PACKAGED_ARTEFACT.safeParse(JSON.parse(readFileSync(packagedPath(name, file), 'utf8')));
  if (!parsed.success) throw broken(name, file, parsed.error);
  const { abi, bytecode, deployedBytecode } = parsed.data;
  return {
    name,
    abi: abi as Abi,
    bytecode: { code: bytecode, links: [] },
    deployedBytecode: { code: deployedBytecode, links: [] },
    immutables: [],
  };
}

function packagedPath(name: string, file: string): string {
  try {
    return createRequire(import.meta.url).resolve(SAFE_PACKAGE + file);
  } catch {
    throw new Refusal({
      kind: 'package-missing',
      what: `${name} comes compiled in a package that is not installed`,
      where: SAFE_PACKAGE + file,
      remedy: 'Install the packages: npm install.',
    });
  }
}

function broken(name: string, path: string, error: z.ZodError): Refusal {
  return new Refusal({
    kind: 'artefact-broken',
    what: `the compiler's output for ${name} cannot be used: ${z.prettifyError(error)}`,
    where: path,
    remedy: 'Compile the contracts again: npm run contracts -- build.',
  });
}

function unlinked({
  object,
  linkReferences,
}: {
  readonly object: string;
  readonly linkReferences: z.infer<typeof LINKS>;
}): UnlinkedCode {
  const links = Object.values(linkReferences).flatMap((libraries) =>
    Object.entries(libraries).flatMap(([library, places]) => places.map(({ start }) => ({ library, start }))),
  );
  return { code: object, links };
}

/** Writes the addresses of libraries into code. Rejects, as `Refusal`: `library-missing`. */
export function linkCode({ code, links }: UnlinkedCode, addresses: Readonly<Record<string, Address>>): Hex {
  let linked = code;
  for (const { library, start } of links) {
    const address = addresses[library];
    if (address === undefined)
      throw new Refusal({
        kind: 'library-missing',
        what: `the library ${library} is called by a contract and has no address`,
        where: library,
        remedy: 'Name the library in the plan before the contracts that call it.',
      });
    const from = 2 + start * 2;
    linked = linked.slice(0, from) + address.slice(2).toLowerCase() + linked.slice(from + 40);
  }
  return linked as Hex;
}
