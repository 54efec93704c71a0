import { Refusal } from '@qca/base';
import { readFlags, USAGE } from './flags.ts';
import { exitCodeOf, Platform } from './startPlatform.ts';

/** Refusals that tell of the command itself; everything else is a part that failed. */
const WRONG_USE: ReadonlySet<string> = new Set(['wrong-use', 'bad-environment']);

/** Brings the platform up, waits for Ctrl-C, and takes it down. Returns the exit code. */
export async function runPlatform(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    say(USAGE);
    return 0;
  }
  // Nobody reads any more: a terminal that is closed, or a pipe. What trades goes on, and is ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let platform: Platform | undefined;
  // Heard from the first moment on: a start that takes long can be given up, too.
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    let count = 0;
    const stop = (signal: NodeJS.Signals): void => {
      count += 1;
      if (count === 1) {
        say(
          'Stopping: the agent closes its journal, the server drains, the database is last. Again to leave at once.',
        );
        return resolve(signal);
      }
      platform?.killNow();
      process.exit(exitCodeOf(signal));
    };
    // The last is what a terminal that is closed sends.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
  try {
    platform = new Platform(readFlags(words), say);
    say('Quantum Chain AI. Prices are recorded or generated, fills are simulated; no real money moves.');
    await Promise.race([platform.start(), asked]);
    await asked;
    await platform.stop();
    say('Stopped. Journals are closed and complete.');
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    if (!(error instanceof Refusal) && (error as Error).name === 'TypeError')
      process.stderr.write(`${(error as Error).stack}\n`);
    await platform?.stop();
    return error instanceof Refusal && WRONG_USE.has(error.kind) ? 2 : 1;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
