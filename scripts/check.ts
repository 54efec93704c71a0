import { join } from 'node:path';
import { type JobOutcome, runJobs } from './jobs/runJobs.ts';

// Everything about the code that needs no run of it: format, lint, types, unused code, house rules.
// Run: npm run check

const root = join(import.meta.dirname, '..');
const tool = (path: string): string => join(root, 'node_modules', path);

const JOBS = [
  { name: 'types', command: [tool('typescript/bin/tsc'), '--noEmit', '--project', root] },
  {
    name: 'types of the site',
    command: [tool('typescript/bin/tsc'), '--noEmit', '--project', join(root, 'apps/web')],
  },
  {
    name: 'format and lint',
    command: [tool('@biomejs/biome/bin/biome'), 'check', '--max-diagnostics=50', root],
  },
  {
    name: 'unused code',
    command: [tool('knip/bin/knip.js'), '--no-progress', '--no-config-hints', '--directory', root],
  },
  { name: 'house rules', command: [join(root, 'scripts/tidy.ts')] },
];

function report({ name, passed, seconds }: JobOutcome): void {
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds.toFixed(1)} s\n`);
}

// Two side by side fill the two cores that development and test machines have at least.
const outcomes = await runJobs(JOBS, { atOnce: 2, report });
for (const { name, passed, output } of outcomes) {
  if (!passed) process.stdout.write(`\n== ${name}\n${output}\n`);
}
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;
