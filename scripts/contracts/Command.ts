import type { ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What the commands over the contracts understand; each reads what concerns it. */
export const COMMAND_OPTIONS = {
  json: { type: 'boolean', default: false },
  /** Fewer runs, for the test that runs every time. */
  quick: { type: 'boolean', default: false },
  /** Many more runs, for the night. */
  deep: { type: 'boolean', default: false },
  /** One room alone, a folder of `src` and `test`. */
  room: { type: 'string' },
  engine: { type: 'string' },
  /** A part of the names of the tests to run. */
  match: { type: 'string' },
  /** How many of all there are to try, in each room; `all` for every one. */
  sample: { type: 'string' },
  /** A file of verdicts: what it has is not tried again, and what is found is added to it. */
  resume: { type: 'string' },
  /** Take what is measured now as what shall be. */
  write: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

export type CommandValues = ReturnType<typeof parseArgs<{ options: typeof COMMAND_OPTIONS }>>['values'];

/** What a command came to: for people, and for programs. */
export interface CommandOutcome {
  readonly passed: boolean;
  readonly text: string;
  readonly json: unknown;
}

export type Command = (values: CommandValues) => CommandOutcome | Promise<CommandOutcome>;
