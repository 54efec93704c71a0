import { indicatorBars } from '../indicatorBars.ts';
import { answerRuns, peerPackage, task } from './answerRuns.ts';

// The indicators workload by npm's technicalindicators 3.1.0. It rounds RSI to two decimals, and smooths the
// stochastic once. It takes plain arrays, which are made before the clock starts.

type Calculate = { calculate(asked: object): unknown[] };
type Peer = Readonly<
  Record<'SMA' | 'EMA' | 'RSI' | 'MACD' | 'BollingerBands' | 'ATR' | 'Stochastic' | 'ADX', Calculate>
>;

const { data, peers } = task();
const { module, version } = peerPackage(peers, 'technicalindicators');
const peer = module as Peer;
const bars = await indicatorBars(data);
const values = Array.from(bars.close);
const ranges = { high: Array.from(bars.high), low: Array.from(bars.low), close: values };

await answerRuns('technicalindicators', version, () => {
  const start = performance.now();
  const columns = [
    peer.SMA.calculate({ values, period: 20 }),
    peer.EMA.calculate({ values, period: 20 }),
    peer.RSI.calculate({ values, period: 14 }),
    peer.MACD.calculate({
      values,
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    }),
    peer.BollingerBands.calculate({ values, period: 20, stdDev: 2 }),
    peer.ATR.calculate({ ...ranges, period: 14 }),
    peer.Stochastic.calculate({ ...ranges, period: 14, signalPeriod: 3 }),
    peer.ADX.calculate({ ...ranges, period: 14 }),
  ];
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds,
    count: values.length * columns.length,
    details: { 'last RSI': columns[2]!.at(-1) as number },
  };
});
