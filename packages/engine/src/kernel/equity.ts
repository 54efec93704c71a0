import { HOUR } from '@qca/base';
import { onTick, type RiskModeChanged } from '@qca/risk';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { record } from './record.ts';

/** An hour: fine enough for curves over days, and less than a thousandth of the journal. */
const EQUITY_MARK_US = HOUR;

/** Revalues every strategy at current marks and lets the gate look at the result. Runs whenever a moment's marks are complete. */
export function revalue(state: KernelState): void {
  let platform = 0;
  for (const strategy of state.strategies) {
    strategy.equity = equityOf(state, strategy);
    platform += strategy.equity;
  }
  if (state.books.capital.reserve !== undefined) platform += revalueReserve(state);
  state.platformEquity = platform;
  for (const strategy of state.strategies) {
    strategy.metrics.equity(state.timeUs, strategy.equity);
    const { tick } = strategy;
    tick.timeUs = state.timeUs;
    tick.equity = strategy.equity;
    tick.platformEquity = platform;
    const changes = onTick(state.risk, tick);
    for (let index = 0; index < changes.length; index += 1) record(state, changes[index] as RiskModeChanged);
  }
  if (state.timeUs >= state.markEquityUs) {
    state.markEquityUs = (Math.floor(state.timeUs / EQUITY_MARK_US) + 1) * EQUITY_MARK_US;
    record(state, {
      kind: 'equity-marked',
      timeUs: state.timeUs,
      equity: state.strategies.map((each) => each.equity),
    });
  }
}

/** Values the platform's reserve, which is cash. What it was moved at, while a value is unknown. */
function revalueReserve({ books, valuation, reserve }: KernelState): number {
  const own = books.capital.reserve;
  let equity = 0;
  for (const [asset, id] of own?.assets.entries() ?? []) {
    const held = own?.totalFloat[asset] ?? 0;
    const value = held === 0 ? 1 : valuation.valueOf(id);
    if (value === 0) return reserve.equity;
    equity += held * value;
  }
  reserve.equity = equity;
  return equity;
}

/**
 * Whole reporting units: what is held at current values, and open profit of perpetuals, less fees that were paid out of
 * what is not the strategy's. The budget before prices are known.
 */
function equityOf(state: KernelState, strategy: StrategySlot): number {
  const { books, valuation } = state;
  const values = strategy.assetValueIndex;
  const own = books.accounts(strategy.index);
  let equity = 0;
  for (let asset = 0; asset < values.length; asset += 1) {
    const held = books.totalFloat(strategy.index, asset);
    if (held === 0) continue;
    const place = values[asset] as number;
    const value = place < 0 ? books.rateFloat(own.assets[asset] as string) : valuation.valueAt(place);
    if (value === 0) return strategy.equity;
    equity += held * value;
  }
  for (const index of strategy.perpetuals) {
    const instrument = state.instruments[index] as KernelState['instruments'][number];
    const open = own.unrealisedFloat(index, state.board.markTicks(index));
    if (open !== 0) equity += open * valuation.valueOf(instrument.quote.id);
  }
  return own.owed === 0 ? equity : equity - own.owed;
}
