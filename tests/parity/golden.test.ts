import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GOLDEN_RUNS, makeGolden } from './golden.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`./golden/${name}.json`, import.meta.url));

describe('golden runs', () => {
  for (const run of GOLDEN_RUNS) {
    const reason = run.missing ?? 'has all it needs';
    if (run.missing !== undefined) process.stderr.write(`golden run skipped: ${run.missing}\n`);
    it.skipIf(run.missing !== undefined)(
      `${run.name} comes to the journal and ledger kept of it (needs its recordings: ${reason})`,
      async () => {
        expect(existsSync(pathOf(run.name)), `write it with: node scripts/golden.ts`).toBe(true);
        const { command: _, ...kept } = JSON.parse(readFileSync(pathOf(run.name), 'utf8'));
        const made = await makeGolden(run);
        expect(made, 'decisions have changed; when that was meant: node scripts/golden.ts').toEqual(kept);
        // A market on which nothing is traded would prove nothing.
        expect(made.fills).toBeGreaterThan(15);
      },
    );
  }
});
