import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import type { Abi, Hex } from 'viem';
import { z } from 'zod';

const HEX = z.string().regex(/^0x[0-9a-f]*$/i);
const ARTEFACT = z.object({
  abi: z.array(z.unknown()),
  bytecode: z.object({ object: HEX }),
  deployedBytecode: z.object({
    object: HEX,
    immutableReferences: z
      .record(z.string(), z.array(z.object({ start: z.number(), length: z.number() })))
      .default({}),
  }),
});

/** A compiled contract. */
export interface Artefact {
  readonly name: string;
  readonly abi: Abi;
  /** Code that makes the contract, without its arguments. */
  readonly bytecode: Hex;
  /** Code that the chain keeps, with zeros where the constructor writes. */
  readonly deployedBytecode: Hex;
  /** Where the constructor writes. Bytes. */
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
}

/** The compiler's output in a folder: `<Name>.sol/<Name>.json`. */
export class Artefacts {
  readonly #folder: string;
  readonly #read = new Map<string, Artefact>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads a contract by its name. Rejects, as `Refusal`: `contract-not-built`, `artefact-broken`. */
  get(name: string): Artefact {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const path = join(this.#folder, `${name}.sol`, `${name}.json`);
    if (!existsSync(path))
      throw new Refusal({
        kind: 'contract-not-built',
        what: `${name} has not been compiled`,
        where: path,
        remedy: 'Compile the contracts first: npm run contracts -- build.',
      });
    const parsed = ARTEFACT.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success)
      throw new Refusal({
        kind: 'artefact-broken',
        what: `the compiler's output for ${name} cannot be used: ${z.prettifyError(parsed.error)}`,
        where: path,
        remedy: 'Compile the contracts again: npm run contracts -- build.',
      });
    const { abi, bytecode, deployedBytecode } = parsed.data;
    const artefact: Artefact = {
      name,
      abi: abi as Abi,
      bytecode: bytecode.object as Hex,
      deployedBytecode: deployedBytecode.object as Hex,
      immutables: Object.values(deployedBytecode.immutableReferences).flat(),
    };
    this.#read.set(name, artefact);
    return artefact;
  }
}
