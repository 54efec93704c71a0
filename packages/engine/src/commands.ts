import type { TimeUs } from '@qca/base';

// What an operator may tell the engine, and what the engine answers. Commands are inputs: journaled with who and why,
// and replayed. Their outcomes are facts, so that nobody has to guess whether a command had an effect.

/** What every command carries. */
interface Signed {
  readonly timeUs: TimeUs;
  /** Given by whoever sends it; the same id twice has one effect. At most `COMMAND_ID_MAX` letters. */
  readonly commandId: string;
  readonly who: string;
  readonly why: string;
}

/** Changes the risk mode. `strategy` −1 is the whole platform; re-arming the platform also ends a kill. */
export interface OperatorCommand extends Signed {
  readonly kind: 'halt' | 'reduce' | 'rearm';
  readonly strategy: number;
}

/** The run is to end: open orders are cancelled, nothing new is placed. */
export interface StopCommand extends Signed {
  readonly kind: 'stop';
}

/** Capital changes hands between two strategies, or a strategy and the platform's reserve (−1). */
export interface MoveBudgetCommand extends Signed {
  readonly kind: 'move-budget';
  readonly from: number;
  readonly to: number;
  /** Whole units of the reporting asset, as decimal text. */
  readonly amount: string;
}

/** Off: the strategy places nothing of its own, its open orders outside trades are cancelled, what it holds it keeps. */
export interface SwitchStrategyCommand extends Signed {
  readonly kind: 'switch-strategy';
  readonly strategy: number;
  readonly on: boolean;
}

/** New values for some of a strategy's parameters; the others stay. The strategy begins anew with them. */
export interface SetParametersCommand extends Signed {
  readonly kind: 'set-parameters';
  readonly strategy: number;
  readonly parameters: unknown;
}

/** What is done with open risk when everything is to end. */
export interface KillPlan {
  readonly reduce: 'nothing' | 'everything';
  /** Names of strategies or base assets, first to last; what is not named comes after, largest value first. */
  readonly order: readonly string[];
}

export const DEFAULT_KILL_PLAN: KillPlan = { reduce: 'everything', order: [] };

/** Cancels every order, lets nothing add exposure, reduces what is open by plan, then halts. */
export interface KillCommand extends Signed {
  readonly kind: 'kill';
  /** Null for the plan in force. */
  readonly plan: KillPlan | null;
}

/** Changes the plan that the next kill follows. */
export interface SetKillPlanCommand extends Signed {
  readonly kind: 'set-kill-plan';
  readonly plan: KillPlan;
}

export type Command =
  | OperatorCommand
  | StopCommand
  | MoveBudgetCommand
  | SwitchStrategyCommand
  | SetParametersCommand
  | KillCommand
  | SetKillPlanCommand;

export const COMMAND_KINDS: ReadonlySet<string> = new Set<Command['kind']>([
  'halt',
  'reduce',
  'rearm',
  'stop',
  'move-budget',
  'switch-strategy',
  'set-parameters',
  'kill',
  'set-kill-plan',
]);

/** Numbers, names and flags that explain an outcome. */
export type CommandDetail = Readonly<Record<string, number | string | boolean>>;

/** A command had its effect. */
export interface CommandApplied {
  readonly kind: 'command-applied';
  readonly timeUs: TimeUs;
  readonly commandId: string;
  readonly command: Command['kind'];
  readonly detail: CommandDetail;
}

/** A command had no effect, because `value` breaks `rule`, which allows `limit`. */
export interface CommandRefused {
  readonly kind: 'command-refused';
  readonly timeUs: TimeUs;
  readonly commandId: string;
  readonly command: Command['kind'];
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly detail: string;
}

/** A command came again under an id that had its effect or refusal already: nothing was done. */
export interface CommandIgnored {
  readonly kind: 'command-ignored';
  readonly timeUs: TimeUs;
  readonly commandId: string;
  readonly command: Command['kind'];
  readonly reason: 'duplicate';
}

/** A killed engine sends a reducing order, or gives a holding up. */
export interface KillAdvanced {
  readonly kind: 'kill-advanced';
  readonly timeUs: TimeUs;
  readonly commandId: string;
  readonly stage: 'reducing' | 'given-up';
  readonly strategy: number;
  readonly instrument: number;
  /** Lots to be closed, or left open. */
  readonly lots: number;
  /** Orders tried in vain for this holding since the last fill. */
  readonly attempts: number;
  readonly detail: string;
}

/** Everything that could be reduced is; the platform is halted. */
export interface KillCompleted {
  readonly kind: 'kill-completed';
  readonly timeUs: TimeUs;
  readonly commandId: string;
  readonly left: readonly HoldingLeft[];
}

/** What a kill left open: value in whole reporting units, an estimate. */
export interface HoldingLeft {
  readonly strategy: number;
  readonly venue: string;
  /** Instrument index, −1 where the strategy has no market to sell the asset in. */
  readonly instrument: number;
  readonly asset: string;
  /** Whole units, signed. */
  readonly quantity: number;
  readonly value: number;
  readonly reason: 'not-asked' | 'below-minimum' | 'no-market' | 'no-price' | 'given-up';
}

export type CommandFact = CommandApplied | CommandRefused | CommandIgnored | KillAdvanced | KillCompleted;
