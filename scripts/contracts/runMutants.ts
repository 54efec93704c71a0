import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restore, takeAway, testsThatMiss } from './chooseTests.ts';
import { forgeFile, forgeRoom } from './engines.ts';
import type { Mutant } from './mutants.ts';
import { type ForgeReport, readForgeReport } from './readReports.ts';

/** Three for what is found at once; a change that makes a loop endless is found by the time it takes. */
export type Verdict = 'killed' | 'survived' | 'refused by the compiler';

/** What a changed room may take at least, and as it is at most. Units: milliseconds. A machine may be busy with others. */
const TEST_MS_MAX = 240_000;
const PREPARE_MS_MAX = 30 * 60_000;
/** A change that makes it so many times slower than building all and testing it took is an endless loop. */
const SLOWER_MAX = 3;
/** What properties are tried with when the first, short try noticed nothing: as often as in every `npm test`. */
const LONGER = { FOUNDRY_FUZZ_RUNS: '64', FOUNDRY_INVARIANT_RUNS: '16', FOUNDRY_INVARIANT_DEPTH: '100' };
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** Thrown when the tests of a room fail before anything was changed: no verdict would mean anything. */
export class BrokenRoom extends Error {}

/** Changes one room of a copy of the project in one place after the other. Nothing else may build there meanwhile. */
export class MutatedRoom {
  readonly #folder: string;
  readonly #room: string;
  #away: ReadonlyMap<string, string> = new Map();
  #testMsMax = TEST_MS_MAX;

  constructor(folder: string, room: string) {
    this.#folder = folder;
    this.#room = room;
  }

  /**
   * Leaves only the tests that reach `file`, builds, and sees them pass. Forge would compile everything once more to know which
   * tests a filter lets through, so others are taken away instead.
   */
  async prepare(file: string): Promise<void> {
    restore(this.#away);
    this.#away = takeAway(this.#folder, testsThatMiss(this.#folder, this.#room, file));
    this.#testMsMax = PREPARE_MS_MAX;
    const start = performance.now();
    for (const effort of EFFORTS) {
      const run = await this.#test(effort);
      if (run.verdict !== 'survived')
        throw new BrokenRoom(`The tests of ${file} fail as they are:\n${run.output}`);
    }
    this.#testMsMax = Math.max(TEST_MS_MAX, Math.ceil(SLOWER_MAX * (performance.now() - start)));
  }

  /** Tries everything shortly first, and longer what got past that. */
  async judge({ file, start, length, replacement }: Mutant): Promise<Verdict> {
    const path = join(this.#folder, file);
    const whole = readFileSync(path);
    const changed = [whole.subarray(0, start), Buffer.from(replacement), whole.subarray(start + length)];
    try {
      writeFileSync(path, Buffer.concat(changed));
      for (const effort of EFFORTS) {
        const { verdict } = await this.#test(effort);
        if (verdict !== 'survived') return verdict;
      }
      return 'survived';
    } finally {
      writeFileSync(path, whole);
    }
  }

  #test(effort: Readonly<Record<string, string>>): Promise<{ verdict: Verdict; output: string }> {
    const args = ['test', '--json', '--fail-fast', '--allow-failure'];
    const env = { ...process.env, FOUNDRY_PROFILE: 'mutate', ...forgeRoom(this.#room), ...effort };
    const options = { cwd: this.#folder, env, timeout: this.#testMsMax, maxBuffer: OUTPUT_BYTES_MAX };
    return new Promise((resolve) => {
      execFile(forgeFile, args, { ...options, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
        const output = `${stdout}\n${stderr}`.trim();
        if (error?.killed === true) resolve({ verdict: 'killed', output });
        else resolve({ verdict: verdictOf(stdout), output });
      });
    });
  }
}

const EFFORTS = [{}, LONGER];

/** What forge's output says: without a report nothing was compiled. */
export function verdictOf(output: string): Verdict {
  const start = output.indexOf('{');
  let report: ForgeReport | undefined;
  try {
    report = start < 0 ? undefined : (JSON.parse(output.slice(start)) as ForgeReport);
  } catch {
    // The compiler's words, which are none of a report.
  }
  if (report === undefined) return 'refused by the compiler';
  return readForgeReport(report).failed > 0 ? 'killed' : 'survived';
}
