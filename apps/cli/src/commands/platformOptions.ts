import type { CommandRow } from '@qca/api';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';

export interface PlatformFlags {
  readonly json?: true;
  readonly folder: string;
}

export interface SignedFlags extends PlatformFlags {
  readonly why: string;
}

/** Adds the flag that names the running platform. */
export function addPlatformOption(command: Command): Command {
  return command.option('--folder <folder>', 'folder of the running platform', '.qca');
}

/** Adds the reason, which the journal keeps with the command. */
export function addWhyOption(command: Command): Command {
  return command.requiredOption('--why <text>', 'why, in your own words; kept in the journal');
}

/** Says what came of a command. */
export function printCommand(row: CommandRow, flags: PlatformFlags): void {
  if (flags.json === true) return printJson({ command: row });
  const outcome =
    row.outcome === 'applied' ? 'done' : 'given; the agent has not taken it yet and will when it is there';
  printLines([
    `${row.kind}: ${outcome} (command ${row.commandId}${row.sequence >= 0 ? `, journal entry ${row.sequence}` : ''}).`,
  ]);
}
