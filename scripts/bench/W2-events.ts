import { createSimulatedClock } from '@qca/clock-simulated';
import {
  Commands,
  createKernelState,
  freshBeginning,
  type KernelState,
  type RunConfiguration,
  run,
  runCrossGrid,
} from '@qca/engine';
import { createSimulatedExchange, FRICTIONLESS } from '@qca/exchange-simulated';
import { defineInstrument, type Instrument, venueAsset } from '@qca/market';
import { MemoryJournal } from '@qca/store-local';
import { findStrategy } from '@qca/strategies';
import {
  type Amount,
  type Price,
  parseAmount,
  parsePrice,
  parseQuantity,
  parseRatio,
  type Quantity,
  type Ratio,
} from '@qca/units';
import { barFeed } from './barFeed.ts';
import { NO_LIMITS } from './noLimits.ts';
import { startPeers } from './peers/startPeers.ts';
import { readCloses } from './readCloses.ts';
import { check, type Runner, type Workload } from './Workload.ts';

const START_CASH = 10_000;
const FEE_RATIO = 0.001;
/** The engine is many functions, and each is compiled by how often it ran: speeds settle after about a dozen runs. */
const WARM_UPS = 16;
const WINDOWS = { fast: 10, slow: 30 };

/** W2-events: one pair of windows through the whole engine, with journal, risk gate, orders, venue and ledger. */
export const W2Events: Workload = {
  name: 'W2-events',
  title: 'moving-average cross, one pair × 45,031 bars, event loop with ledger, risk and in-memory journal',
  async prepare(settings) {
    const closes = await readCloses(settings.data);
    const instrument = perpetualAsSpot();
    const vectorised = runCrossGrid({
      closes,
      runs: [WINDOWS],
      startCash: START_CASH,
      feeRatio: FEE_RATIO,
      lotsPerUnit: 1e8,
    });
    const { peers, missing } = await startPeers(settings, [
      { name: 'nautilus_trader', file: 'peer_nautilus.py', task: { ...WINDOWS } },
      { name: 'backtrader', file: 'peer_backtrader.py', task: { ...WINDOWS } },
    ]);
    let last: KernelState | undefined;
    const ours: Runner = {
      name: 'ours',
      version: '',
      warmUps: WARM_UPS,
      async run() {
        const start = performance.now();
        last = await runOnce(instrument, closes);
        return (closes.length * 1000) / (performance.now() - start);
      },
    };
    return {
      unit: 'bars/s',
      ours,
      peers,
      missing,
      check: () => {
        const [strategy] = last?.strategies ?? [];
        return [
          check('orders as the vectorised path', vectorised.orders.count, strategy?.orders ?? 0),
          check('fills', vectorised.orders.count, strategy?.fills ?? 0),
          check(
            'total return as the vectorised path',
            vectorised.totalReturns[0] ?? 0,
            (strategy?.equity ?? 0) / START_CASH - 1,
            1e-6,
          ),
        ];
      },
    };
  },
};

async function runOnce(instrument: Instrument, closes: Float64Array): Promise<KernelState> {
  const configuration = configure(instrument);
  const exchange = createSimulatedExchange({
    feed: barFeed(instrument, closes),
    seed: 1,
    settings: FRICTIONLESS,
  });
  exchange.deposit(instrument.venue, 'USD', exact(parseAmount(String(START_CASH), 8)) as Amount);
  const state = createKernelState(configuration, findStrategy);
  const outside = {
    exchange,
    journal: new MemoryJournal({ retain: 'none' }),
    clock: createSimulatedClock(),
    commands: new Commands(),
  };
  await run(state, outside, freshBeginning({ kind: 'run-started', timeUs: 0, configuration }));
  return state;
}

function configure(instrument: Instrument): RunConfiguration {
  const { index: _index, id: _id, ...spec } = instrument;
  return {
    stream: 'bench',
    seed: 1,
    reportingAsset: 'USD',
    cashAssets: ['USD'],
    answerTimeoutUs: 5_000_000,
    pegs: {},
    instruments: [spec],
    data: [{ kinds: ['bars'], barIntervalUs: 60_000_000 }],
    strategies: [
      {
        name: 'sma-cross',
        parameters: { ...(findStrategy('sma-cross')?.defaults as object), ...WINDOWS },
        budget: START_CASH,
        instruments: [0],
        funding: [
          {
            venue: instrument.venue,
            asset: 'USD',
            atoms: String(START_CASH * 1e8),
            value: String(START_CASH * 1e8),
          },
        ],
      },
    ],
    limits: NO_LIMITS,
    label: 'recorded',
  };
}

// The workload trades the perpetual's prices all in and long only, as spot; fees 0.1 % a side, lots of 10⁻⁸.
function perpetualAsSpot(): Instrument {
  const fee = exact(parseRatio(String(FEE_RATIO))) as Ratio;
  return defineInstrument(
    {
      venue: 'bench',
      kind: 'spot',
      base: venueAsset('BTC'),
      quote: venueAsset('USD'),
      tick: exact(parsePrice('0.01')) as Price,
      lot: exact(parseQuantity('0.00000001', 8)) as Quantity,
      minimumNotional: 0n as Amount,
      fees: [{ volumeMin: 0, maker: fee, taker: fee }],
      assumedSpread: 0n as Ratio,
    },
    0,
  );
}

function exact<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!parsed.ok) throw new Error('a constant of the benchmark does not parse');
  return parsed.value;
}
