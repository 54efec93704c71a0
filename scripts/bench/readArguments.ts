import { parseArgs } from 'node:util';
import { accept, type Result, reject } from '@qca/base';

export interface BenchArguments {
  readonly json: boolean;
  readonly peers: boolean;
  readonly repeat: number;
  readonly data: string;
  /** Names of the workloads to run. */
  readonly names: readonly string[];
}

/** Runs a round can have: more tells nothing new. */
const REPEAT_MAX = 100;

const USAGE = `flags: --json  --only <name or beginning of one, separated by commas>  --peers  --repeat <1 to ${REPEAT_MAX}, default 5>  --data <folder>`;

/** Reads the command line against the workloads there are. Rejects with a message that lists what is possible. */
export function readArguments(
  words: readonly string[],
  known: readonly string[],
  dataDefault: string,
): Result<BenchArguments, string> {
  let values: { json?: boolean; peers?: boolean; only?: string; repeat?: string; data?: string };
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        json: { type: 'boolean' },
        peers: { type: 'boolean' },
        only: { type: 'string' },
        repeat: { type: 'string' },
        data: { type: 'string' },
      },
    }));
  } catch (error) {
    return reject(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const repeat = Number(values.repeat ?? 5);
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > REPEAT_MAX) {
    return reject(`--repeat ${values.repeat} is not a whole number from 1 to ${REPEAT_MAX}\n${USAGE}`);
  }
  const beginnings = (values.only ?? '').split(',');
  const unknown = beginnings.filter((beginning) => !known.some((name) => name.startsWith(beginning)));
  if (unknown.length > 0)
    return reject(`no workload begins with ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return accept({
    json: values.json ?? false,
    peers: values.peers ?? false,
    repeat,
    data: values.data ?? dataDefault,
    names: known.filter((name) => beginnings.some((beginning) => name.startsWith(beginning))),
  });
}
