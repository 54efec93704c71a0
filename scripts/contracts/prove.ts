import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Command, CommandOutcome } from './Command.ts';
import { copyProject } from './copyProject.ts';
import { forgeFile, missingEngine } from './engines.ts';
import { pythonTool } from './outsideTools.ts';
import { type EnumerationReport, readEnumerations } from './readEnumerations.ts';
import { type Proof, readHalmos } from './readHalmos.ts';
import { serveCompiler } from './serveCompiler.ts';

/** Longer than any proof takes on a free machine. What is not decided by then is no proof. Units: milliseconds. */
const SOLVER_MS_MAX = 300_000;
const RUN_MS_MAX = 60 * 60_000;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** Tries every value of few bits, where no solver helps. */
const ENUMERATIONS = 'test/proofs/Enumerations.sol';
/** No bound: a loop over every value takes some thousand million. */
const GAS_MAX = '18446744073709551615';

/**
 * Proves by halmos that the functions named `check_…` of test/proofs never fail, for every value of their parameters. Types are
 * narrow where full ones take the solver too long; each says how narrow. Those named `enumerate_…` try every value themselves.
 * `--match`: only those whose name has that part.
 */
export const prove: Command = async ({ match }) => {
  const missing = missingEngine('forge');
  if (missing !== undefined) return refusal(missing);
  const halmos = await pythonTool('halmos');
  if ('missing' in halmos) return refusal(halmos.missing);
  const project = await copyProject();
  const compiler = await serveCompiler(project.folder);
  try {
    const report = join(project.folder, 'halmos.json');
    const args = ['--root', project.folder, '--function', 'check_', '--json-output', report];
    const chosen = match === undefined ? [] : ['--match-test', `^check_.*${match}`];
    const solver = ['--solver-timeout-assertion', String(SOLVER_MS_MAX)];
    const { stdout, stderr } = await run(halmos.file, [...args, ...chosen, ...solver], project.folder);
    const output = `${stdout}${stderr}`;
    const symbolic = existsSync(report) ? readHalmos(JSON.parse(readFileSync(report, 'utf8'))) : [];
    // With a choice there may be none of one kind.
    if (symbolic.length === 0 && match === undefined)
      return refusal(`halmos said nothing that can be read:\n${output}`);
    const enumerated = await enumerate(project.folder, match ?? '');
    if (typeof enumerated === 'string') return refusal(`forge said nothing that can be read:\n${enumerated}`);
    return outcomeOf([...symbolic, ...enumerated], output);
  } finally {
    compiler.close();
    project.remove();
  }
};

function refusal(text: string): CommandOutcome {
  return { passed: false, text, json: { error: text } };
}

function outcomeOf(proofs: readonly Proof[], output: string): CommandOutcome {
  const failed = proofs.filter(({ proved }) => !proved);
  const lines = proofs.map(
    ({ contract, property, proved, seconds }) =>
      `${proved ? 'proved    ' : 'NOT PROVED'} ${seconds.toFixed(1).padStart(6)} s  ${contract}.${property}`,
  );
  const text = [
    ...lines,
    `${proofs.length - failed.length} of ${proofs.length} properties are proved`,
    // Counterexamples, and what the solver gave up on.
    ...(failed.length > 0 || proofs.length === 0 ? [output.trim()] : []),
  ].join('\n');
  return { passed: proofs.length > 0 && failed.length === 0, text, json: proofs };
}

/** In the copy they become tests, which they are nowhere else. Returns forge's words when there is no report in them. */
async function enumerate(folder: string, match: string): Promise<Proof[] | string> {
  const path = join(folder, ENUMERATIONS);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll('function enumerate_', 'function test_enumerate_'));
  const chosen = ['--match-test', `^test_enumerate_.*${match}`];
  const { stdout, stderr } = await run(forgeFile, ['test', '--json', ...chosen], folder);
  try {
    return readEnumerations(JSON.parse(stdout.slice(stdout.indexOf('{'))) as EnumerationReport);
  } catch {
    return `${stdout}${stderr}`;
  }
}

/** Halmos starts forge itself, and reads only what it builds here: the proofs with what they need. */
function run(
  file: string,
  args: readonly string[],
  folder: string,
): Promise<{ stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    PATH: `${dirname(forgeFile)}${delimiter}${process.env['PATH'] ?? ''}`,
    FOUNDRY_SRC: 'test/proofs',
    FOUNDRY_TEST: 'test/proofs',
    FOUNDRY_DYNAMIC_TEST_LINKING: 'false',
    FOUNDRY_GAS_LIMIT: GAS_MAX,
  };
  const options = { cwd: folder, env, timeout: RUN_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve) => {
    execFile(file, args, options, (_error, stdout, stderr) => resolve({ stdout, stderr }));
  });
}
