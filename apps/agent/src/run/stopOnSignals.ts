import type { Commands, NewCommand } from '@qca/engine';
import { wallClockUs } from '../wallClock.ts';

/** Exit code of a process ended by Ctrl-C, by convention 128 + 2. */
export const INTERRUPTED = 130;

/** Turns Ctrl-C and a polite kill into a stop of the run; the second one ends the process at once. */
export function stopOnSignals(
  commands: Commands,
  say: (text: string) => void,
): { readonly signal: AbortSignal; done: () => void; readonly asked: () => boolean } {
  const hurry = new AbortController();
  const signals = listenToSignals((command) => {
    commands.give(command);
    hurry.abort();
  }, say);
  return { signal: hurry.signal, ...signals };
}

/** The same for whoever takes commands: `give` is called with the stop. */
export function listenToSignals(
  give: (command: NewCommand) => void,
  say: (text: string) => void,
): { done: () => void; readonly asked: () => boolean } {
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
    say('Stopping: open orders are cancelled and the journal is closed. Again to leave at once.');
    give({ kind: 'stop', commandId: `stop-${wallClockUs()}`, who: 'operator', why: 'Ctrl-C' });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    asked: () => asked,
    done: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
