import type { Commands } from '@qca/engine';
import { wallClockUs } from '../wallClock.ts';

/** Exit code of a process ended by Ctrl-C, by convention 128 + 2. */
const INTERRUPTED = 130;

/** Turns Ctrl-C and a polite kill into a stop of the run; the second one ends the process at once. */
export function stopOnSignals(
  commands: Commands,
  say: (text: string) => void,
): { readonly signal: AbortSignal; done: () => void; readonly asked: () => boolean } {
  const hurry = new AbortController();
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
    say('Stopping: open orders are cancelled and the journal is closed. Again to leave at once.');
    const commandId = `stop-${wallClockUs()}`;
    commands.give({ kind: 'stop', commandId, who: 'operator', why: 'Ctrl-C' });
    hurry.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: hurry.signal,
    asked: () => asked,
    done: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
