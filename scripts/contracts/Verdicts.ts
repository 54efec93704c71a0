import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Mutant } from './mutants.ts';
import type { Verdict } from './runMutants.ts';

/**
 * What became of changes, in a file, so that a run that was stopped goes on where it was. A verdict stands as long as the file
 * that was changed stays the same. One that lived is always tried again: tests may have been added since.
 */
export class Verdicts {
  readonly #path: string | undefined;
  readonly #sources: Readonly<Record<string, string>>;
  readonly #known: Record<string, Verdict>;

  /** @param path The file, or nothing to remember nothing. */
  constructor(path: string | undefined, sources: Readonly<Record<string, string>>) {
    this.#path = path;
    this.#sources = sources;
    this.#known =
      path !== undefined && existsSync(path)
        ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Verdict>)
        : {};
  }

  of(mutant: Mutant): Verdict | undefined {
    const verdict = this.#known[this.#keyOf(mutant)];
    return verdict === 'survived' ? undefined : verdict;
  }

  add(mutant: Mutant, verdict: Verdict): void {
    if (this.#path === undefined) return;
    this.#known[this.#keyOf(mutant)] = verdict;
    writeFileSync(this.#path, `${JSON.stringify(this.#known, null, 1)}\n`);
  }

  #keyOf({ file, start, length, replacement }: Mutant): string {
    const text = createHash('sha256')
      .update(this.#sources[file] ?? '')
      .digest('hex')
      .slice(0, 16);
    return `${file} ${text} ${start} ${length} ${replacement}`;
  }
}
