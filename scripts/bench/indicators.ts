import { computeIndicator, findIndicator } from '@qca/indicators';
import { indicatorBars } from './indicatorBars.ts';
import { startPeers } from './peers/startPeers.ts';
import { check, type Runner, type Workload } from './Workload.ts';

/** What is computed, which of its outputs is looked at, and its last value by TA-Lib 0.8.1 in Python on the same bars. */
const WORK = [
  { name: 'sma', parameters: { timeperiod: 20 }, output: 0, last: 38556.45 },
  { name: 'ema', parameters: { timeperiod: 20 }, output: 0, last: 38551.640243414506 },
  { name: 'rsi', parameters: { timeperiod: 14 }, output: 0, last: 46.666292969556565 },
  {
    name: 'macd',
    parameters: { fastperiod: 12, slowperiod: 26, signalperiod: 9 },
    output: 2,
    last: -3.7063628923395235,
  },
  {
    name: 'bbands',
    parameters: { timeperiod: 20, nbdevup: 2, nbdevdn: 2 },
    output: 1,
    last: 38556.45,
  },
  { name: 'atr', parameters: { timeperiod: 14 }, output: 0, last: 87.84759984415514 },
  {
    name: 'stoch',
    parameters: { fastk_period: 14, slowk_period: 3, slowd_period: 3 },
    output: 1,
    last: 31.38364088229567,
  },
  { name: 'adx', parameters: { timeperiod: 14 }, output: 0, last: 14.111402337478562 },
] as const;
const TOLERANCE = 1e-8;

/** Eight common indicators over a month of minutes, as whole columns, and bar by bar. */
export const INDICATORS_BENCH: Workload = {
  name: 'indicators',
  title: 'SMA, EMA, RSI, MACD, Bollinger, ATR, stochastic, ADX over 45,031 bars, columns in and columns out',
  async prepare(settings) {
    const bars = await indicatorBars(settings.data);
    const columns = { ...bars, open: bars.close, volume: bars.close };
    const evaluations = bars.close.length * WORK.length;
    const definitions = WORK.map((work) => ({ ...work, definition: findIndicator(work.name)! }));
    let lasts: number[] = [];
    const ours: Runner = {
      name: 'ours',
      version: '',
      warmUps: 10,
      run() {
        const start = performance.now();
        const answers = definitions.map(({ definition, parameters }) =>
          computeIndicator(definition, parameters, columns),
        );
        const took = performance.now() - start;
        lasts = answers.map((outputs, i) => outputs[WORK[i]!.output]!.at(-1)!);
        return (evaluations * 1000) / took;
      },
    };
    const streaming = barByBar(definitions, columns);
    const { peers, missing } = await startPeers(settings, [
      { name: 'talib-web', file: 'talibWeb.ts', task: {} },
      { name: 'technicalindicators', file: 'technicalIndicators.ts', task: {} },
    ]);
    return {
      unit: 'values/s',
      ours,
      peers: [streaming, ...peers],
      missing,
      check: () => [
        check('bars', 45_031, bars.close.length),
        ...WORK.map(({ name, last }, i) => check(`last ${name}`, last, lasts[i]!, TOLERANCE)),
        ...WORK.map(({ name, last }) =>
          check(`last ${name} bar by bar`, last, streaming.details!()[name]!, TOLERANCE),
        ),
        ...peers
          .filter((peer) => peer.name === 'talib-web')
          .flatMap((peer) =>
            // Its stochastic is zeros.
            WORK.filter(({ name }) => name !== 'stoch').map(({ name, last }) =>
              check(`last ${name} of talib-web`, last, peer.details?.()[name] ?? 'nothing', TOLERANCE),
            ),
          ),
      ],
    };
  },
};

interface Definition {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly output: number;
  readonly definition: NonNullable<ReturnType<typeof findIndicator>>;
}

/** The same indicators as they run in a strategy: all of them on one bar, then on the next, with every bar checked. */
function barByBar(
  definitions: readonly Definition[],
  {
    high,
    low,
    close,
  }: { readonly high: Float64Array; readonly low: Float64Array; readonly close: Float64Array },
): Runner {
  const outs = definitions.map(({ definition }) => new Float64Array(definition.outputs.length));
  return {
    name: 'ours, bar by bar',
    version: '',
    warmUps: 3,
    run() {
      const start = performance.now();
      const running = definitions.map(({ definition, parameters }) => definition.create(parameters));
      const bar = { open: 0.5, high: 0.5, low: 0.5, close: 0.5, volume: 0.5 };
      for (let i = 0; i < close.length; i += 1) {
        bar.high = high[i]!;
        bar.low = low[i]!;
        bar.close = close[i]!;
        for (let k = 0; k < running.length; k += 1) running[k]!.next(bar, outs[k]!);
      }
      return (close.length * definitions.length * 1000) / (performance.now() - start);
    },
    details: () => Object.fromEntries(definitions.map(({ name, output }, i) => [name, outs[i]![output]!])),
  };
}
