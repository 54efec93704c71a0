import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCycles } from './tidy/checkCycles.ts';
import { checkFloors } from './tidy/checkFloors.ts';
import { checkGlobals } from './tidy/checkGlobals.ts';
import { checkLinks } from './tidy/checkLinks.ts';
import { checkSizes, type Ratchet } from './tidy/checkSizes.ts';
import { checkText } from './tidy/checkText.ts';
import { formatProblem } from './tidy/Problem.ts';
import { Project } from './tidy/Project.ts';

// Holds the lines that intention alone does not: floors, cycles, banned globals, sizes, links, stray text.
// Run: node scripts/tidy.ts [--write], where --write takes shrunken sizes back into the ratchet.

const root = join(import.meta.dirname, '..');
const ratchetPath = join(import.meta.dirname, 'tidy/ratchet.json');
const project = new Project(root);
const ratchet: Ratchet = existsSync(ratchetPath) ? JSON.parse(readFileSync(ratchetPath, 'utf8')) : {};
let sizes = checkSizes(project, ratchet);
if (process.argv.includes('--write')) {
  const sorted = Object.fromEntries(Object.entries(sizes.tightened).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(ratchetPath, `${JSON.stringify(sorted, null, 2)}\n`);
  sizes = checkSizes(project, sorted);
}
const problems = [
  ...checkFloors(project),
  ...checkCycles(project),
  ...checkGlobals(project),
  ...sizes.problems,
  ...checkLinks(project),
  ...checkText(project),
];
for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
process.stdout.write(`${project.files.length} files, ${problems.length} out of order\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
