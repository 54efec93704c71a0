import type { Command, Entry } from '@qca/engine';
import type { NaiveRun, Row } from './NaiveRun.ts';
import { plainJson } from './plain.ts';

/** Commands that had an outcome, and which: each asked right before it was answered. */
export function commandRows(run: NaiveRun): Row[] {
  const rows = new Map<string, Row>();
  for (const [sequence, outcome] of run.entries.entries()) {
    if (outcome.kind !== 'command-applied' && outcome.kind !== 'command-refused') continue;
    const command = askedBefore(run, sequence, outcome.commandId);
    const { kind, timeUs: _timeUs, commandId, who, why, ...asked } = command;
    const isApplied = outcome.kind === 'command-applied';
    const { strategy: _index, ...numbers } = isApplied
      ? { strategy: 0, ...outcome.detail }
      : { strategy: 0, ...numbersOf(outcome) };
    rows.set(commandId, {
      sequence,
      timeUs: outcome.timeUs,
      strategy: 'strategy' in command ? run.strategy(command.strategy) : '',
      commandId,
      kind,
      who,
      why,
      outcome: isApplied ? 'applied' : 'refused',
      rule: isApplied ? '' : outcome.rule,
      numbers: plainJson({ ...numbers, ...inWords(run, asked) }),
    });
  }
  return [...rows.values()];
}

function numbersOf({ value, limit, unit, detail }: Extract<Entry, { kind: 'command-refused' }>) {
  return { value, limit, unit, detail };
}

/** What was asked for; parties by their names, and the strategy not again. */
function inWords(run: NaiveRun, asked: Readonly<Record<string, unknown>>): object {
  const { strategy: _strategy, from, to, ...rest } = asked;
  const name = (party: unknown): string => (party === -1 ? 'platform' : run.strategy(Number(party)));
  return from === undefined ? rest : { ...rest, from: name(from), to: name(to) };
}

function askedBefore(run: NaiveRun, outcome: number, commandId: string): Command {
  for (let sequence = outcome - 1; sequence >= 0; sequence -= 1) {
    const entry = run.entries[sequence];
    if (entry !== undefined && 'who' in entry && 'commandId' in entry && entry.commandId === commandId)
      return entry as Command;
  }
  throw new Error(`nobody asked for ${commandId}`);
}
