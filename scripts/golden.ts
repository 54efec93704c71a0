import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GOLDEN_RUNS, makeGolden } from '../tests/parity/golden.ts';

// node scripts/golden.ts: writes tests/parity/golden/*.json anew. Only after a change that is meant to change decisions;
// the commit says which.

const folder = fileURLToPath(new URL('../tests/parity/golden/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const run of GOLDEN_RUNS) {
  if (run.missing !== undefined) {
    process.stderr.write(`${run.name} stays as it was: ${run.missing}\n`);
    continue;
  }
  const golden = { command: 'node scripts/golden.ts', ...(await makeGolden(run)) };
  writeFileSync(`${folder}${run.name}.json`, `${JSON.stringify(golden, undefined, 2)}\n`);
  process.stdout.write(`${run.name}: ${golden.journal} (${golden.orders} orders, ${golden.fills} fills)\n`);
}
