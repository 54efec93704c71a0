import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Command, CommandOutcome } from './Command.ts';
import { copyProject } from './copyProject.ts';
import { contractsFolder, forgeFile, missingEngine } from './engines.ts';
import {
  type Finding,
  judgeFindings,
  readAnswers,
  readSlither,
  readSolhint,
  type SlitherReport,
  type SolhintReport,
} from './findings.ts';
import { pythonTool, solhintTool } from './outsideTools.ts';
import { serveCompiler } from './serveCompiler.ts';

/** Each finding that is none, with the reason. */
const ANSWERS = join(contractsFolder, '../docs/contracts/findings.md');
/** Not ours, or only there to be wrong. */
const NOT_READ = 'node_modules|test|anchors';
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;
const SCAN_MS_MAX = 15 * 60_000;

/** Reads the contracts with slither and solhint, and fails on what docs/contracts/findings.md has no answer to. */
export const staticAnalysis: Command = async () => {
  const missing = missingEngine('forge');
  if (missing !== undefined) return refusal(missing);
  const [slither, solhint] = [await pythonTool('slither'), await solhintTool()];
  if ('missing' in slither) return refusal(slither.missing);
  if ('missing' in solhint) return refusal(solhint.missing);
  try {
    const findings = [...(await runSlither(slither.file)), ...(await runSolhint(solhint.file))];
    const judged = judgeFindings(findings, readAnswers(readFileSync(ANSWERS, 'utf8')));
    const { unexplained, explained, unused } = judged;
    const lines = [
      ...unexplained.map(describe),
      ...unused.map(
        ({ tool, rule, file, where }) => `unused answer: ${tool} ${rule} ${file} ${where}, take it out`,
      ),
      `${findings.length} findings, ${explained} of them answered, ${unexplained.length} not`,
    ];
    const passed = unexplained.length === 0 && unused.length === 0;
    return { passed, text: lines.join('\n'), json: { findings: findings.length, ...judged } };
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error));
  }
};

function refusal(text: string): CommandOutcome {
  return { passed: false, text, json: { error: text } };
}

function describe({ tool, rule, file, line, where, text }: Finding): string {
  return `${tool} ${rule} ${file}:${line} ${where}: ${text}`;
}

/** Slither reads what forge compiled, in a copy: it asks for other artefacts than the tests do. */
async function runSlither(file: string): Promise<Finding[]> {
  const project = await copyProject();
  const compiler = await serveCompiler(project.folder);
  try {
    rmSync(join(project.folder, 'test'), { recursive: true });
    // Linking tests to contracts by name adds files that lie nowhere, which slither looks for.
    const env = { FOUNDRY_DYNAMIC_TEST_LINKING: 'false' };
    const built = await forgeBuild(project.folder, env);
    if (built !== undefined) throw new Error(`forge did not build the contracts:\n${built}`);
    const report = join(project.folder, 'slither.json');
    const args = ['.', '--ignore-compile', '--compile-force-framework', 'foundry', '--fail-none'];
    const output = await run(file, [...args, '--filter-paths', NOT_READ, '--json', report], project.folder);
    if (!existsSync(report)) throw new Error(`slither said nothing that can be read:\n${output}`);
    const read = JSON.parse(readFileSync(report, 'utf8')) as SlitherReport;
    if (!read.success) throw new Error(`slither failed: ${read.error}`);
    return readSlither(read);
  } finally {
    compiler.close();
    project.remove();
  }
}

async function runSolhint(file: string): Promise<Finding[]> {
  const args = [file, '--noPoster', '--formatter', 'json', 'src/**/*.sol'];
  const output = await run(process.execPath, args, contractsFolder);
  const start = output.indexOf('[');
  if (start < 0) throw new Error(`solhint said nothing that can be read:\n${output}`);
  return readSolhint(JSON.parse(output.slice(start)) as SolhintReport[]);
}

/** Returns what was wrong. Not in this thread, which compiles. */
function forgeBuild(folder: string, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      forgeFile,
      ['build', '--build-info', '--force'],
      { cwd: folder, env: { ...process.env, ...env }, maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => resolve(error === null ? undefined : `${stdout}${stderr}`.trim()),
    );
  });
}

/** Either tool ends with a code of its own when it found something, which is no failure here. */
function run(file: string, args: readonly string[], folder: string): Promise<string> {
  const path = `${dirname(forgeFile)}${delimiter}${process.env['PATH'] ?? ''}`;
  const options = { cwd: folder, env: { ...process.env, PATH: path }, timeout: SCAN_MS_MAX };
  return new Promise((resolve) => {
    execFile(file, args, { ...options, maxBuffer: OUTPUT_BYTES_MAX }, (_error, stdout, stderr) =>
      resolve(`${stdout}${stdout === '' ? stderr : ''}`),
    );
  });
}
