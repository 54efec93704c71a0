import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preparePython, programOf } from './bench/peers/preparePeers.ts';
import { runSchemathesis } from './fuzzApi/runSchemathesis.ts';
import { summaryLines } from './fuzzApi/summary.ts';
import { startMemoryPlatform, TOKEN } from './memoryPlatform/startMemoryPlatform.ts';

// node scripts/fuzzApi.ts [--seconds 120] [--seed 1] [--json]: calls every operation of the OpenAPI document with
// thousands of right and wrong requests, and holds every answer against the document. The platform runs in this process
// over memory twins, with an agent that takes the commands. Exit code 0: nothing found; 1: something; 2: wrong use.

/** Known to work with the checks named in docs/api.md. */
const SCHEMATHESIS = 'schemathesis==4.32.5';
/** Of the generated markets. */
const INSTRUMENT = 'generated-a:BTC/USD';
const SECONDS_MAX = 3_600;
const ROOT = join(import.meta.dirname, '..');
const USAGE = 'Use: node scripts/fuzzApi.ts [--seconds 120] [--seed 1] [--json]';
const log = (line: string): void => void process.stderr.write(`${line}\n`);

interface Order {
  readonly seconds: number;
  readonly seed: number;
  readonly json: boolean;
}

async function main({ seconds, seed, json }: Order): Promise<number> {
  const folder = join(ROOT, '.peers', 'schemathesis');
  await preparePython(folder, [SCHEMATHESIS], log);
  const said: string[] = [];
  const platform = await startMemoryPlatform({
    days: 1,
    orders: 3,
    speed: 60,
    log: (line) => void (line.includes('"level":50') && said.push(line)),
  });
  try {
    const report = await runSchemathesis({
      program: programOf(folder, 'st'),
      url: platform.server.url,
      token: TOKEN,
      instrument: INSTRUMENT,
      seconds,
      seed,
      log,
    });
    const summary = { ...report, serverErrors: said.length };
    process.stdout.write(json ? `${JSON.stringify(summary, undefined, 2)}\n` : summaryLines(summary));
    for (const line of said.slice(0, 5)) log(line.trimEnd());
    return report.passed && said.length === 0 ? 0 : 1;
  } finally {
    await platform.close();
  }
}

function readOrder(): Order | undefined {
  try {
    const options = {
      seconds: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    } as const;
    const { values } = parseArgs({ options });
    const [seconds, seed] = [Number(values.seconds ?? 120), Number(values.seed ?? 1)];
    const isRight =
      Number.isInteger(seconds) && seconds >= 1 && seconds <= SECONDS_MAX && Number.isInteger(seed);
    return isRight ? { seconds, seed, json: values.json ?? false } : undefined;
  } catch {
    return undefined;
  }
}

const order = readOrder();
if (order === undefined) {
  log(USAGE);
  process.exitCode = 2;
} else {
  process.exitCode = await main(order).catch((error: Error) => {
    log(error.stack ?? error.message);
    return 1;
  });
}
