import { accept, type Result, reject } from '@qca/base';
import { applyCapital, PLATFORM } from '@qca/risk';
import { type Amount, parseAmount, toFloat } from '@qca/units';
import type { CommandDetail, MoveBudgetCommand } from '../commands.ts';
import type { CommandRefusal } from './commandOutcome.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { record } from './record.ts';

/** Decimals of the reporting asset, in which values are kept. */
const VALUE_DECIMALS = 8;

/**
 * Moves capital between two strategies, or a strategy and the platform's reserve (−1): free cash changes hands in the
 * ledger, and budgets, gauges and metrics move by its value, so that nobody takes it for profit or loss.
 *
 * Only cash assets move, at venues where the taker trades them. A little more than asked may move where an atom of the
 * cash is worth more than an atom of the reporting asset.
 *
 * Rejects: `unknown-strategy`, `same-strategy`, `bad-amount`, `budget-used-up` (a strategy keeps a budget and an equity
 * above 0), `insufficient-funds` with what is free.
 */
export function moveBudget(
  state: KernelState,
  command: MoveBudgetCommand,
): Result<CommandDetail, CommandRefusal> {
  const { from, to } = command;
  for (const party of [from, to]) {
    if (party !== PLATFORM && state.strategies[party] === undefined) return reject(noStrategy(state, party));
  }
  if (from === to) {
    return reject({
      rule: 'same-strategy',
      value: from,
      limit: to,
      unit: 'strategy',
      detail: 'from and to are the same',
    });
  }
  const asked = readAmount(command.amount);
  if (asked <= 0n) return reject(badAmount(command.amount));
  const giver = state.strategies[from];
  const most = giver === undefined ? Number.POSITIVE_INFINITY : Math.min(giver.budget, giver.equity);
  if (toFloat(asked, VALUE_DECIMALS) >= most) return reject(usedUp(state, asked, most));
  const free = state.books.capital.freeCash(from, placesOf(state, to), (each) => state.board.markTicks(each));
  const available = free.reduce((sum, each) => sum + each.value, 0n) as Amount;
  if (available < asked) {
    return reject({
      rule: 'insufficient-funds',
      value: toFloat(asked, VALUE_DECIMALS),
      limit: toFloat(available, VALUE_DECIMALS),
      unit: state.configuration.reportingAsset,
      detail:
        'free cash at venues where the taker trades it: not reserved, not margin, not owed to open losses',
    });
  }
  return accept(transfer(state, command, free, asked));
}

function transfer(
  state: KernelState,
  { from, to, commandId }: MoveBudgetCommand,
  free: Parameters<KernelState['books']['capital']['move']>[1],
  asked: Amount,
): CommandDetail {
  const { books, timeUs } = state;
  const opened = books.ledger.accounts.length;
  const { posting, value } = books.capital.move({ from, to }, free, asked, commandId, timeUs);
  for (const [offset, { path, asset }] of books.ledger.accounts.slice(opened).entries()) {
    record(state, { kind: 'account-opened', timeUs, account: opened + offset, name: path, asset });
  }
  record(state, { kind: 'booked', timeUs, reference: commandId, orderId: '', strategy: from, posting });
  const moved = toFloat(value, VALUE_DECIMALS);
  give(state, from, -moved);
  give(state, to, moved);
  return {
    from,
    to,
    moved,
    transfers: posting.transfers.length,
    budgetFrom: budgetOf(state, from),
    budgetTo: budgetOf(state, to),
  };
}

function give(state: KernelState, party: number, value: number): void {
  const strategy = state.strategies[party];
  if (strategy === undefined) {
    state.reserve.budget += value;
    state.reserve.equity += value;
    return;
  }
  strategy.budget += value;
  strategy.equity += value;
  strategy.metrics.capital(value);
  applyCapital(state.risk, party, value);
  state.refreshEquity.add(party);
}

/** Slots where a party can use cash: a strategy, where it trades; the reserve, anywhere. */
function placesOf(state: KernelState, party: number): number[] {
  const { slots, configuration } = state;
  const cash = slots.all.filter((slot) => configuration.cashAssets.includes(slot.asset.id));
  const strategy = state.strategies[party];
  if (strategy === undefined) return cash.map((slot) => slot.index);
  const used = new Set(
    strategy.configuration.instruments.flatMap((each) => [slots.base[each], slots.quote[each]]),
  );
  return cash.filter((slot) => used.has(slot.index)).map((slot) => slot.index);
}

function budgetOf(state: KernelState, party: number): number {
  return (state.strategies[party] as StrategySlot | undefined)?.budget ?? state.reserve.budget;
}

/** Tells that there is no strategy of that number. */
export function noStrategy(state: KernelState, strategy: number): CommandRefusal {
  const limit = state.strategies.length - 1;
  return {
    rule: 'unknown-strategy',
    value: Number.isFinite(strategy) ? strategy : 0,
    limit,
    unit: 'strategy',
    detail: `strategies are numbered 0 to ${limit}`,
  };
}

/** More whole digits than any capital has; an exponent could ask for millions of them. */
const PLAIN_DECIMAL = /^\d{1,18}(?:\.\d+)?$/;

/** Reads a plain decimal text; what is none, or has too many decimals, is nothing. */
function readAmount(text: unknown): Amount {
  const isPlain = typeof text === 'string' && PLAIN_DECIMAL.test(text);
  const parsed = isPlain ? parseAmount(text, VALUE_DECIMALS) : undefined;
  return parsed?.ok === true ? parsed.value : (0n as Amount);
}

function badAmount(text: unknown): CommandRefusal {
  const detail = `the amount is ${JSON.stringify(text)?.slice(0, 60)}; it must be a decimal above 0 with at most ${VALUE_DECIMALS} decimals`;
  return { rule: 'bad-amount', value: 0, limit: 0, unit: 'amount, above', detail };
}

function usedUp(state: KernelState, asked: Amount, most: number): CommandRefusal {
  return {
    rule: 'budget-used-up',
    value: toFloat(asked, VALUE_DECIMALS),
    limit: most,
    unit: `${state.configuration.reportingAsset}, below`,
    detail: 'a strategy keeps a budget and an equity above 0; switch it off to end it',
  };
}
