import type { Entry, Fact, KernelState } from '@qca/engine';
import { Violation } from './Violation.ts';

/** Sums of doubles may differ by this over a run. */
const VALUE_ERROR_MAX = 1e-4;

/** What must hold of budgets and reducing orders after every single step. */
export function checkCommandsEachStep(state: KernelState): void {
  const given = state.configuration.strategies.reduce((sum, each) => sum + each.budget, 0);
  const now = state.strategies.reduce((sum, each) => sum + each.budget, state.reserve.budget);
  if (Math.abs(now - given) > VALUE_ERROR_MAX)
    throw new Violation('budgets move and never grow', `${given} were given, ${now} are there`);
  for (const fact of state.facts)
    if (fact.kind === 'order-placed' && isOfKill(fact)) checkReduces(state, fact);
}

type Placed = Extract<Fact, { kind: 'order-placed' }>;

function isOfKill({ why, tradeId }: Placed): boolean {
  return tradeId === '' && why.text.startsWith('kill ');
}

function checkReduces(state: KernelState, { strategy, spec, orderId }: Placed): void {
  const position = state.books.positionLots(strategy, spec.instrument);
  const closing = spec.side === 'sell' ? position : -position;
  if (closing >= spec.quantityLots) return;
  throw new Violation(
    'a kill only reduces',
    `${orderId} ${spec.side}s ${spec.quantityLots} lots of a position of ${position}`,
  );
}

/** Reads a journal from its start: no exposure after a kill, none from who is off, one outcome for each command. */
export class CommandAudit {
  #isKilled = false;
  readonly #off = new Set<number>();
  /** Trades that had begun, and those that may still place orders. */
  readonly #trades = new Set<string>();
  readonly #outcomes = new Set<string>();

  take(entry: Entry): void {
    switch (entry.kind) {
      case 'command-applied':
        this.#outcome(entry.commandId);
        return this.#applied(entry.command, entry.detail);
      case 'command-refused':
        if (entry.rule !== 'unsigned-command') this.#outcome(entry.commandId);
        return;
      case 'legs-advanced':
        if (entry.stage !== 'planned') return;
        this.#refuseExposure(entry.strategy, `trade ${entry.tradeId}`);
        this.#trades.add(entry.tradeId);
        return;
      case 'order-placed':
        if (this.#trades.has(entry.tradeId) || (this.#isKilled && isOfKill(entry))) return;
        return this.#refuseExposure(entry.strategy, `order ${entry.orderId}`);
      default:
    }
  }

  #outcome(commandId: string): void {
    if (this.#outcomes.has(commandId)) throw new Violation('a command has one outcome', commandId);
    this.#outcomes.add(commandId);
  }

  #applied(command: string, detail: Readonly<Record<string, number | string | boolean>>): void {
    if (command === 'kill') this.#isKilled = true;
    if (detail['endedKill'] === true) this.#isKilled = false;
    if (command !== 'switch-strategy') return;
    const strategy = detail['strategy'] as number;
    if (detail['on'] === true) this.#off.delete(strategy);
    else this.#off.add(strategy);
  }

  #refuseExposure(strategy: number, what: string): void {
    if (this.#isKilled) throw new Violation('no exposure is added after a kill', what);
    if (this.#off.has(strategy)) throw new Violation('who is off places nothing', what);
  }
}

/** What must hold of a kill when the run is over. */
export function checkKillAtEnd({ kill }: KernelState): void {
  if (kill !== undefined && kill.stage !== 'completed')
    throw new Violation('a kill comes to its end', `${kill.commandId} is still ${kill.stage}`);
}
