import type {
  BarRow,
  CommandRow,
  DecisionRow,
  EquityRow,
  FillRow,
  OrderRow,
  ProjectionBatch,
  TransferRow,
} from '../Projections.ts';
import type { RunRecord } from '../Store.ts';

// Rows for the suites: whole and plausible, changed where a test says so.

export const NO_ROWS: ProjectionBatch = {
  orders: [],
  fills: [],
  transfers: [],
  decisions: [],
  equity: [],
  bars: [],
  commands: [],
};

/** 10 March 2023, 04:00 UTC. */
export const SAMPLE_US = 1_678_420_800_000_000;

export function sampleRun(change: Partial<RunRecord> & { readonly id: string }): RunRecord {
  return {
    mode: 'paper',
    label: 'recorded',
    createdUs: SAMPLE_US,
    status: 'running',
    configuration: '{"seed":42}',
    build: '0.1.0 v24.21.0',
    head: undefined,
    summary: undefined,
    ...change,
  };
}

export function sampleOrder(change: Partial<OrderRow> & { readonly orderId: string }): OrderRow {
  return {
    sequence: 1,
    timeUs: SAMPLE_US,
    strategy: 'momentum',
    tradeId: '',
    venue: 'kraken',
    instrument: 'kraken:BTC/USD',
    side: 'buy',
    type: 'limit',
    status: 'accepted',
    reason: '',
    quantity: 150_000_000n,
    filled: 0n,
    baseAsset: 'BTC',
    quoteAsset: 'USD',
    limitPrice: 20_123_450_000_000_000_000_000n,
    averagePrice: undefined,
    sentUs: SAMPLE_US,
    why: 'the mean of 20 bars is above the mean of 50',
    ...change,
  };
}

export function sampleFill(change: Partial<FillRow> & { readonly fillId: string }): FillRow {
  return {
    sequence: 2,
    timeUs: SAMPLE_US,
    strategy: 'momentum',
    orderId: 'o1',
    venue: 'kraken',
    instrument: 'kraken:BTC/USD',
    side: 'buy',
    liquidity: 'taker',
    price: 20_123_450_000_000_000_000_000n,
    quantity: 50_000_000n,
    baseAsset: 'BTC',
    notional: 1_006_172_500_000n,
    fee: 2_616_048_500n,
    feeAsset: 'USD',
    quoteAsset: 'USD',
    ...change,
  };
}

export function sampleTransfer(change: Partial<TransferRow> & { readonly transferId: string }): TransferRow {
  return {
    sequence: 3,
    timeUs: SAMPLE_US,
    strategy: 'momentum',
    kind: 'fee',
    state: 'posted',
    debit: 'strategy/momentum/kraken/USD',
    credit: 'venue/kraken/fees/USD',
    asset: 'USD',
    amount: 2_616_048_500n,
    reference: 'o1',
    ...change,
  };
}

export function sampleDecision(change: Partial<DecisionRow> & { readonly decisionId: string }): DecisionRow {
  return {
    sequence: 1,
    timeUs: SAMPLE_US,
    strategy: 'momentum',
    kind: 'place',
    outcome: 'admitted',
    rule: '',
    reference: 'o1',
    why: 'the mean of 20 bars is above the mean of 50',
    numbers: '{"fast":20010.5,"slow":19999}',
    ...change,
  };
}

export function sampleEquity(change: Partial<EquityRow>): EquityRow {
  return {
    sequence: 4,
    timeUs: SAMPLE_US,
    strategy: 'momentum',
    asset: 'USD',
    equity: 100_000_000_000n,
    ...change,
  };
}

export function sampleBar(change: Partial<BarRow>): BarRow {
  return {
    sequence: 5,
    timeUs: SAMPLE_US + 60_000_000,
    strategy: '',
    instrument: 'kraken:BTC/USD',
    openUs: SAMPLE_US,
    intervalUs: 60_000_000,
    kind: 'bar',
    open: 20_123_450_000_000_000_000_000n,
    high: 20_200_000_000_000_000_000_000n,
    low: 20_100_500_000_000_000_000_000n,
    close: 20_150_250_000_000_000_000_000n,
    volume: 1_250_000_000n,
    baseAsset: 'BTC',
    quoteAsset: 'USD',
    ...change,
  };
}

export function sampleCommand(change: Partial<CommandRow> & { readonly commandId: string }): CommandRow {
  return {
    sequence: 6,
    timeUs: SAMPLE_US,
    strategy: '',
    kind: 'kill',
    who: 'ada',
    why: 'the market has gone mad',
    outcome: 'applied',
    rule: '',
    numbers: '{"cancelled":3}',
    ...change,
  };
}
