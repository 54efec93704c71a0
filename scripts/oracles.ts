import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import { openEstimators } from '@qca/evaluator';
import { preparePython, programOf } from './bench/peers/preparePeers.ts';
import { type Comparison, compareCase, type OracleCase } from './oracles/compareCase.ts';
import { summaryTable } from './oracles/summaryTable.ts';

// Holds every estimator against its peers on fresh random inputs. Python makes inputs and answers in an environment outside the
// product; the estimators answer the same inputs here.

/** Versions that are known to work beside each other. */
const PYTHON_PACKAGES = [
  'QuantLib==1.44',
  'arch==8.0.0',
  'statsmodels==0.15.0',
  'scipy==1.17.1',
  'shap==0.51.0',
  'lime==0.2.0.1',
  'PyPortfolioOpt==1.6.0',
  'skfolio==1.12.2',
  'riskfolio-lib==7.4.0',
  'quantstats==0.0.86',
  'empyrical-reloaded==0.7.1',
  'TA-Lib==0.8.2',
  'statsforecast==2.1.1',
  'numerai-tools==0.7.2',
  'onnx==1.23.2',
  'onnxruntime==1.31.1',
  'skl2onnx==1.20.0',
];
const ROOT = join(import.meta.dirname, '..');
const ENVIRONMENT = join(ROOT, '.peers/oracles');
const PYTHON = programOf(ENVIRONMENT, 'python');
const SCRIPTS = join(ROOT, 'scripts/oracles');
const run = promisify(execFile);

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
});

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const rooms = readdirSync(SCRIPTS)
  .filter((name) => name.endsWith('.py') && !name.startsWith('make_') && name !== 'ask.py')
  .map((name) => name.slice(0, -3))
  .filter((name) => flags.only === undefined || flags.only.includes(name))
  .sort();

const missing = await prepare();
if (missing !== undefined) {
  log(missing);
  process.exitCode = 2;
} else {
  const comparisons: Comparison[] = [];
  const estimators = await openEstimators();
  for (const room of rooms) {
    log(`${room} …`);
    for await (const oracle of casesOf(room, flags.seed))
      comparisons.push(compareCase(estimators, room, oracle));
  }
  const failed = comparisons.filter(({ ok }) => !ok);
  if (flags.json) process.stdout.write(`${JSON.stringify({ seed: Number(flags.seed), comparisons })}\n`);
  else process.stdout.write(`${summaryTable(comparisons).join('\n')}\n`);
  log(`seed ${flags.seed}: ${comparisons.length} cases, ${failed.length} outside their tolerance`);
  if (failed.length > 0 || comparisons.length === 0) process.exitCode = 1;
}

/** Makes the environment once. Returns what is missing, where it cannot be made. */
async function prepare(): Promise<string | undefined> {
  try {
    await preparePython(ENVIRONMENT, PYTHON_PACKAGES, log);
    await run(PYTHON, ['-c', 'import numpy']);
    return undefined;
  } catch (error) {
    if (existsSync(PYTHON))
      return `the environment in .peers/oracles is not whole: ${String(error)}; delete it and run this again`;
    return `no peers: ${error instanceof Error ? error.message.split('\n')[0] : error}. They need Python 3.11 or newer with venv, and a package index.`;
  }
}

/** Cases of one room, as its script makes them. Raises what the script says when it fails. */
async function* casesOf(room: string, seed: string): AsyncGenerator<OracleCase> {
  const python = spawn(PYTHON, [join(SCRIPTS, 'ask.py'), room, seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONWARNINGS: 'ignore' },
  });
  const ended = new Promise<number>((resolve) => python.once('close', (code) => resolve(code ?? 1)));
  for await (const line of createInterface({ input: python.stdout })) {
    if (line.startsWith('{')) yield JSON.parse(line) as OracleCase;
  }
  if ((await ended) !== 0) throw new Error(`scripts/oracles/${room}.py failed`);
}
