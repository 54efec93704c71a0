import type { Command } from '../commands.ts';

/** A command before the engine has stamped it. */
export type NewCommand = Command extends infer One
  ? One extends Command
    ? Omit<One, 'timeUs'>
    : never
  : never;

/** Operators may ask faster than the engine listens; past this many unheard commands something is broken. */
const COMMANDS_MAX = 1_000;

/** Commands waiting for the engine, first come first served. */
export class Commands {
  readonly #waiting: NewCommand[] = [];
  #wake: (() => void) | undefined;

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  give(command: NewCommand): void {
    if (this.#waiting.length >= COMMANDS_MAX)
      throw new Error(`${COMMANDS_MAX} commands are waiting: the engine does not listen`);
    this.#waiting.push(command);
    this.#wake?.();
  }

  take(): NewCommand | undefined {
    return this.#waiting.shift();
  }

  /** Resolves when a command is there. */
  wait(): Promise<void> {
    if (this.waiting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
