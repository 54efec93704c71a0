import { canonicalJson } from '@qca/base';
import type { CommandRow } from '@qca/ports';
import { PLATFORM } from '@qca/risk';
import type { Command, CommandApplied, CommandRefused } from '../commands.ts';

/** As many as the kernel remembers, so that both know the same ids. */
const COMMAND_IDS_MAX = 10_000;

/** Folds commands and their outcomes into rows: one per id, which its first signed sending decides. */
export class CommandFolder {
  /** The last command heard; its outcome is told right behind it. */
  #asked: Command | undefined;
  readonly #known = new Set<string>();
  #rows: CommandRow[] = [];

  asked(command: Command): void {
    this.#asked = command;
  }

  /** `nameOf` names a strategy by its number; empty where there is none. */
  answered(
    outcome: CommandApplied | CommandRefused,
    sequence: number,
    nameOf: (strategy: number) => string,
  ): void {
    const command = this.#asked;
    if (command === undefined) return;
    const { commandId } = outcome;
    const isUnsigned = outcome.kind === 'command-refused' && outcome.rule === 'unsigned-command';
    // Somebody else's unsigned command under a known id is refused, and leaves the row of the first as it is.
    if (isUnsigned && this.#known.has(commandId)) return;
    if (!isUnsigned) this.#remember(commandId);
    const isApplied = outcome.kind === 'command-applied';
    this.#rows.push({
      sequence,
      timeUs: outcome.timeUs,
      strategy: 'strategy' in command ? nameOf(command.strategy) : '',
      commandId,
      kind: command.kind,
      who: String(command.who),
      why: String(command.why),
      outcome: isApplied ? 'applied' : 'refused',
      rule: isApplied ? '' : outcome.rule,
      numbers: canonicalJson({ ...numbersOf(outcome), ...askedFor(command, nameOf) }),
    });
  }

  drain(): CommandRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #remember(commandId: string): void {
    this.#known.add(commandId);
    if (this.#known.size <= COMMAND_IDS_MAX) return;
    const [oldest] = this.#known;
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** What a command asks for, without what every row has. Strategies by their names: their numbers say nothing to people. */
function askedFor(command: Command, nameOf: (strategy: number) => string): object {
  const { kind: _kind, timeUs: _timeUs, commandId: _id, who: _who, why: _why, ...asked } = command;
  if ('strategy' in asked) {
    const { strategy: _strategy, ...rest } = asked;
    return rest;
  }
  if (!('from' in asked)) return asked;
  return { ...asked, from: partyName(asked.from, nameOf), to: partyName(asked.to, nameOf) };
}

function partyName(party: number, nameOf: (strategy: number) => string): string {
  return party === PLATFORM ? 'platform' : nameOf(party);
}

function numbersOf(outcome: CommandApplied | CommandRefused): object {
  if (outcome.kind === 'command-applied') {
    const { strategy: _strategy, ...detail } = outcome.detail;
    return detail;
  }
  const { value, limit, unit, detail } = outcome;
  return { value, limit, unit, detail };
}
