import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENESIS, Refusal, type Sha256, sha256 } from '@qca/base';
import { FileRecordLog } from '@qca/store-local';
import { checkTrial, type Trial, trialDigest } from './Trial.ts';

/** All trials of one developer on the same data, and what corrections for many trials need of them. */
export interface TrialSet {
  /** Trials ever made; those recorded twice with the same outcome count once. */
  readonly count: number;
  /** In the order of recording. */
  readonly trials: readonly Trial[];
  /** Sharpe ratio per period of each. */
  readonly sharpes: Float64Array;
  /** Sample variance of the Sharpe ratios (over count − 1); 0 for fewer than two. */
  readonly sharpeVariance: number;
  /** Blocks of returns of those trials that share the commonest count of blocks. Shape: [trial][block]. */
  readonly blocks: readonly Float64Array[];
}

/** The trials ever made: they can be added to and never taken away. One process has them open at a time. */
export interface Trials {
  /** The digest that ends the chain; whoever keeps it can prove later that no trial was taken away. */
  readonly head: { readonly count: number; readonly hash: Sha256 };
  /** Counts a trial, on the disk when this returns. Rejects, as `Refusal`: `bad-trial`. */
  record(trial: Trial): 'added' | 'same';
  /** Counts many, all on the disk when this returns; none where one is refused. Returns how many were new. */
  recordAll(trials: readonly Trial[]): number;
  /** Those on any of these data; one that was recorded for several counts once. */
  of(developer: string, ...dataHashes: readonly Sha256[]): TrialSet;
  close(): void;
}

/** A trial and its place in the chain. */
interface Link {
  readonly trial: Trial;
  /** Digest of the link before and of this trial. */
  readonly hash: Sha256;
}

/**
 * Opens the trials kept in a folder, `trials.jsonl`, and proves their chain. `trials.head` beside it says how many there
 * are: trials cut off at the end are noticed, too. Whoever can write both files can forge both; `head` kept elsewhere
 * (a report carries it) shows even that.
 *
 * Rejects, as `Refusal`: `trials-changed` (chain broken or cut short), `corrupt-log`, `log-in-use`.
 */
export function openTrials(folder: string): Trials {
  const path = join(folder, 'trials.jsonl');
  const log = new FileRecordLog<Link>({ path, parse: readLink });
  try {
    const hashes = proveChain(log.records, path);
    proveHead(join(folder, 'trials.head'), hashes);
    return new FileTrials(log, join(folder, 'trials.head'));
  } catch (error) {
    log.close();
    throw error;
  }
}

class FileTrials implements Trials {
  readonly #log: FileRecordLog<Link>;
  readonly #headPath: string;
  readonly #known: Set<Sha256>;

  constructor(log: FileRecordLog<Link>, headPath: string) {
    this.#log = log;
    this.#headPath = headPath;
    this.#known = new Set(log.records.map(({ trial }) => trialDigest(trial)));
    writeHead(headPath, this.head);
  }

  get head(): { readonly count: number; readonly hash: Sha256 } {
    const { records } = this.#log;
    return { count: records.length, hash: records.at(-1)?.hash ?? GENESIS };
  }

  record(given: Trial): 'added' | 'same' {
    return this.recordAll([given]) === 1 ? 'added' : 'same';
  }

  recordAll(given: readonly Trial[]): number {
    const fresh = new Map<Sha256, Trial>();
    for (const trial of given.map(checkTrial)) {
      const digest = trialDigest(trial);
      if (!this.#known.has(digest)) fresh.set(digest, trial);
    }
    if (fresh.size === 0) return 0;
    let { hash } = this.head;
    const links = Array.from(fresh, ([digest, trial]): Link => {
      hash = sha256(hash + digest);
      return { trial, hash };
    });
    this.#log.appendAll(links);
    for (const digest of fresh.keys()) this.#known.add(digest);
    // The log first: a head that lags behind after a crash is caught up at the next opening, one that leads is a theft.
    writeHead(this.#headPath, this.head);
    return fresh.size;
  }

  of(developer: string, ...dataHashes: readonly Sha256[]): TrialSet {
    const once = new Map<Sha256, Trial>();
    for (const { trial } of this.#log.records) {
      if (trial.developer !== developer || !dataHashes.includes(trial.dataHash)) continue;
      const anywhere = trialDigest({ ...trial, dataHash: GENESIS });
      if (!once.has(anywhere)) once.set(anywhere, trial);
    }
    const trials = [...once.values()];
    const sharpes = Float64Array.from(trials, ({ sharpe }) => sharpe);
    return {
      count: trials.length,
      trials,
      sharpes,
      sharpeVariance: sampleVariance(sharpes),
      blocks: commonBlocks(trials),
    };
  }

  close(): void {
    this.#log.close();
  }
}

function sampleVariance(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

// Series of other lengths cannot be correlated with these: the commonest length is taken, the longer one in a tie.
function commonBlocks(trials: readonly Trial[]): Float64Array[] {
  const counts = new Map<number, number>();
  for (const { blocks } of trials)
    if (blocks.length > 0) counts.set(blocks.length, (counts.get(blocks.length) ?? 0) + 1);
  const [length] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0];
  if (length === 0) return [];
  return trials
    .filter(({ blocks }) => blocks.length === length)
    .map(({ blocks }) => Float64Array.from(blocks));
}

function readLink(line: unknown): Link {
  const { trial, hash } = line as Link;
  if (typeof hash !== 'string') throw new TypeError('a link without its digest');
  return { trial: checkTrial(trial), hash };
}

/** Returns the digest behind each link, the genesis first. */
function proveChain(links: readonly Link[], path: string): Sha256[] {
  const hashes = [GENESIS];
  for (const [index, { trial, hash }] of links.entries()) {
    if (sha256((hashes[index] ?? GENESIS) + trialDigest(trial)) !== hash)
      throw changed(`trial ${index + 1} does not fit the one before it`, `${path}:${index + 1}`);
    hashes.push(hash);
  }
  return hashes;
}

function proveHead(path: string, hashes: readonly Sha256[]): void {
  if (!existsSync(path)) {
    if (hashes.length > 1) throw changed('the count of the trials is gone', path);
    return;
  }
  const [count = '', hash] = readFileSync(path, 'utf8').trim().split(' ');
  if (hash === undefined || hashes[Number(count)] !== hash)
    throw changed(
      `there were ${count} trials that ended in ${hash}, and now there are ${hashes.length - 1}`,
      path,
    );
}

function writeHead(path: string, { count, hash }: { readonly count: number; readonly hash: Sha256 }): void {
  writeFileSync(`${path}.draft`, `${count} ${hash}\n`);
  renameSync(`${path}.draft`, path);
}

function changed(what: string, where: string): Refusal {
  return new Refusal({
    kind: 'trials-changed',
    what,
    where,
    remedy: 'Restore the folder from a copy: trials that were made stay counted.',
  });
}
