import type { PlatformStatus } from '@qca/api';

const NOTHING_EARNED = { realised: '0', funding: '0', fees: '0', slippage: '0', net: '0' };

/** A status as an agent publishes it, changed where a test says so. */
export function sampleStatus(change: Partial<PlatformStatus> = {}): PlatformStatus {
  return {
    run: {
      id: 'paper-1',
      mode: 'paper',
      prices: 'recorded',
      fills: 'simulated',
      market: 'markets/demo',
      speed: 60,
      startedUs: 1_700_000_000_000_000,
      firstUs: 1_678_420_800_000_000,
      lastUs: 1_678_507_200_000_000,
      next: null,
    },
    sequence: 41,
    timeUs: 1_678_420_800_000_000,
    reportingAsset: 'USD',
    platform: {
      equity: 100_012.5,
      budget: 100_000,
      unrealised: 2.5,
      mode: 'active',
      reason: null,
      earnings: { realised: '12', funding: '0', fees: '1.5', slippage: '0.5', net: '10' },
    },
    kill: { killed: false, plan: { reduce: 'everything', order: [] }, stage: 'off', left: 0 },
    strategies: [
      {
        name: 'momentum',
        on: true,
        mode: 'active',
        reason: null,
        budget: 50_000,
        equity: 50_010,
        unrealised: 2.5,
        exposure: 100,
        drawdownRatioMax: 0.01,
        earnings: NOTHING_EARNED,
        orders: 3,
        openOrders: 1,
        fills: 2,
        refused: 1,
        shrunk: 0,
        parameters: { fast: 20, slow: 50 },
      },
    ],
    positions: [],
    openOrders: [],
    trades: [],
    markets: [
      {
        instrument: 'kraken:BTC/USD',
        venue: 'kraken',
        kind: 'spot',
        baseAsset: 'BTC',
        quoteAsset: 'USD',
        bid: '20123',
        ask: '20124',
        mark: '20123.5',
        lastHeardUs: 1_678_420_800_000_000,
        stale: false,
        bids: [['20123', '1.5']],
        asks: [['20124', '0.5']],
      },
    ],
    venues: [{ id: 'kraken', up: true, waitingForSnapshot: false, openOrders: 1 }],
    risk: [
      {
        scope: 'strategy',
        name: 'momentum',
        rule: 'drawdown',
        value: 0.01,
        limit: 0.1,
        headroom: 0.9,
        unit: 'ratio',
      },
    ],
    ledger: { transfers: 12, balanced: true, difference: '0' },
    pace: {
      decisionMsP50: 0.1,
      decisionMsP99: 0.8,
      orderRoundTripMsP50: 12,
      feedLagMs: 3,
      inputsPerSecond: 1_000,
    },
    ...change,
  };
}
