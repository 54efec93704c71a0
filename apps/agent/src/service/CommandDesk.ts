import { COMMANDS } from '@qca/api';
import {
  type Commands,
  DEFAULT_KILL_PLAN,
  type KernelState,
  type KillPlan,
  type NewCommand,
} from '@qca/engine';
import type { CommandAnswer, CommandInbox, InboxCommand, StopListening } from '@qca/ports';

/** Commands taken out of the inbox at a time. */
const TAKEN_MAX = 100;
/** No strategy has this number: the engine refuses the command and says so in its journal. */
const NOBODY = 9_999;
const PLATFORM = -1;

/** The run that commands go to now. */
export interface DeskRun {
  readonly id: string;
  readonly commands: Commands;
  /** Names of strategies, by their number. */
  readonly strategies: readonly string[];
  /** What the journal already says of commands: they are answered again, not carried out again. */
  readonly outcomes: ReadonlyMap<string, CommandAnswer>;
}

/**
 * Takes commands from the inbox to the engine, in order, and what came of them back.
 *
 * A command stays in the inbox until its outcome is safe in the journal; a process that dies before finds it there again.
 */
export class CommandDesk {
  readonly #inbox: CommandInbox;
  readonly #onTrouble: (what: string) => void;
  readonly #stopListening: StopListening;
  #run: DeskRun | undefined;
  /** Ids handed to the engine of this run. */
  readonly #given = new Set<string>();
  readonly #outcomes = new Map<string, CommandAnswer>();
  /** Outcomes the journal does not hold safely yet, oldest first. */
  readonly #unsafe: [string, CommandAnswer][] = [];
  #pulling: Promise<void> = Promise.resolve();
  #isPulling = false;
  #pullAgain = false;

  constructor(inbox: CommandInbox, onTrouble: (what: string) => void) {
    this.#inbox = inbox;
    this.#onTrouble = onTrouble;
    this.#stopListening = inbox.listen(() => this.pull());
  }

  begin(run: DeskRun): void {
    this.#run = run;
    this.#given.clear();
    this.#unsafe.length = 0;
    this.#outcomes.clear();
    for (const [id, answer] of run.outcomes) this.#outcomes.set(id, answer);
    this.pull();
  }

  /** Commands wait for the next run from now on. */
  end(): void {
    this.#run = undefined;
  }

  /** Whether a run takes commands now. */
  get isOpen(): boolean {
    return this.#run !== undefined;
  }

  /** Gives the engine a command, once per run. Returns whether the journal already holds what came of it. */
  give(command: NewCommand): boolean {
    if (this.#outcomes.has(command.commandId)) return true;
    if (this.#run === undefined || this.#given.has(command.commandId)) return false;
    this.#given.add(command.commandId);
    this.#run.commands.give(command);
    return false;
  }

  /** Whether an outcome waits to be safe. */
  get isWaiting(): boolean {
    return this.#unsafe.length > 0;
  }

  /** Looks at what a step decided. */
  observe(state: KernelState): void {
    const { facts } = state;
    const run = this.#run?.id ?? '';
    for (let index = 0; index < facts.length; index += 1) {
      const fact = facts[index];
      if (fact === undefined) continue;
      if (fact.kind !== 'command-applied' && fact.kind !== 'command-refused') continue;
      // The input is the entry before its facts.
      this.#unsafe.push([fact.commandId, answerOf(fact, { run, sequence: state.sequence + 1 + index })]);
    }
  }

  /** Everything up to an entry is safe; returns the outcomes that became so. */
  durable(lastSequence: number): readonly [string, CommandAnswer][] {
    let count = 0;
    while (count < this.#unsafe.length && (this.#unsafe[count]?.[1].sequence ?? Infinity) <= lastSequence)
      count += 1;
    if (count === 0) return [];
    const safe = this.#unsafe.splice(0, count);
    for (const [id, answer] of safe) this.#outcomes.set(id, answer);
    this.pull();
    return safe;
  }

  /** Looks into the inbox soon. What came while it was being looked at is seen, too. */
  pull(): void {
    if (this.#isPulling) {
      this.#pullAgain = true;
      return;
    }
    this.#isPulling = true;
    this.#pulling = this.#pull()
      .catch((error: Error) => this.#onTrouble(error.message))
      .finally(() => {
        this.#isPulling = false;
        if (this.#pullAgain) {
          this.#pullAgain = false;
          this.pull();
        }
      });
  }

  async close(): Promise<void> {
    this.#run = undefined;
    await this.#stopListening();
    await this.#pulling;
  }

  async #pull(): Promise<void> {
    if (this.#run === undefined) return;
    for (const command of await this.#inbox.waiting(TAKEN_MAX)) {
      const run = this.#run;
      if (run === undefined) return;
      const known = this.#outcomes.get(command.commandId);
      if (known !== undefined) await this.#inbox.answer(command.commandId, known);
      else if (!this.#given.has(command.commandId)) await this.#take(command, run);
    }
  }

  async #take(command: InboxCommand, run: DeskRun): Promise<void> {
    const understood = toEngine(command, run.strategies);
    if ('refused' in understood) {
      const answer = {
        outcome: 'refused',
        rule: 'bad-command',
        detail: { detail: understood.refused },
        sequence: -1,
      };
      return this.#inbox.answer(command.commandId, answer as CommandAnswer);
    }
    this.give(understood.command);
  }
}

/** What a fact of the journal answers to whoever gave the command. */
export function answerOf(
  fact: Extract<KernelState['facts'][number], { kind: 'command-applied' | 'command-refused' }>,
  at: { readonly run: string; readonly sequence: number },
): CommandAnswer {
  if (fact.kind === 'command-applied') return { outcome: 'applied', rule: '', detail: fact.detail, ...at };
  const { rule, value, limit, unit, detail } = fact;
  return { outcome: 'refused', rule, detail: { value, limit, unit, detail }, ...at };
}

/** Says a command of the wire in the engine's words. The same schema as the API's checks it. */
function toEngine(
  { commandId, kind, body, who, why }: InboxCommand,
  strategies: readonly string[],
): { readonly command: NewCommand } | { readonly refused: string } {
  if (!Object.hasOwn(COMMANDS, kind)) return { refused: `there is no command "${kind}"` };
  const parsed = COMMANDS[kind as keyof typeof COMMANDS].body.safeParse({ ...(body as object | null), why });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const numberOf = (name = ''): number => {
    if (name === 'platform') return PLATFORM;
    const index = strategies.indexOf(name);
    return index < 0 ? NOBODY : index;
  };
  const signed = { commandId, who, why };
  // What the schema of the kind promises; the others stay absent.
  const given = parsed.data as Given & { readonly why: string };
  switch (kind as keyof typeof COMMANDS) {
    case 'halt':
    case 'reduce':
    case 'rearm':
      return { command: { kind: kind as 'halt', ...signed, strategy: numberOf(given.scope) } };
    case 'kill':
      return { command: { kind: 'kill', ...signed, plan: null } };
    case 'set-kill-plan':
      return { command: { kind: 'set-kill-plan', ...signed, plan: given.plan ?? DEFAULT_KILL_PLAN } };
    case 'move-budget': {
      const capital = { from: numberOf(given.from), to: numberOf(given.to), amount: given.amount ?? '' };
      return { command: { kind: 'move-budget', ...signed, ...capital } };
    }
    case 'switch-strategy': {
      const change = { strategy: numberOf(given.strategy), on: given.on === true };
      return { command: { kind: 'switch-strategy', ...signed, ...change } };
    }
    case 'set-parameters': {
      const change = { strategy: numberOf(given.strategy), parameters: given.parameters };
      return { command: { kind: 'set-parameters', ...signed, ...change } };
    }
    case 'stop':
      return { command: { kind: 'stop', ...signed } };
  }
}

interface Given {
  readonly scope?: string;
  readonly plan?: KillPlan;
  readonly from?: string;
  readonly to?: string;
  readonly amount?: string;
  readonly strategy?: string;
  readonly on?: boolean;
  readonly parameters?: unknown;
}
