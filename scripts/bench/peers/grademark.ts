import { readCloses } from '../readCloses.ts';
import { W2_RUNS } from '../W2.ts';
import { answerRuns, peerPackage, task } from './answerRuns.ts';

// W2 by npm's grademark 0.3.0. It knows no fees and enters and leaves at the open of the next bar, so it does a
// little less than W2 asks; averages and signals are computed as it would have them, on the bars it walks.

interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  buys: boolean;
  sells: boolean;
}
interface Frame {
  getContent?: unknown;
}
interface Grademark {
  backtest(strategy: unknown, frame: Frame): { length: number };
}

const { data, peers } = task();
const { module, version } = peerPackage(peers, 'grademark');
const { backtest } = module as Grademark;
const { DataFrame } = peerPackage(peers, 'data-forge').module as {
  DataFrame: new (rows: readonly Bar[]) => Frame;
};
const closes = await readCloses(data);

const strategy = {
  entryRule: (enter: () => void, { bar }: { bar: Bar }) => {
    if (bar.buys) enter();
  },
  exitRule: (leave: () => void, { bar }: { bar: Bar }) => {
    if (bar.sells) leave();
  },
};

function barsOf(fast: Float64Array, slow: Float64Array, firstBar: number): Bar[] {
  return Array.from(closes, (close, i) => ({
    time: i,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
    buys: i >= firstBar && fast[i]! > slow[i]! && fast[i - 1]! <= slow[i - 1]!,
    sells: i >= firstBar && fast[i]! < slow[i]! && fast[i - 1]! >= slow[i - 1]!,
  }));
}

function average(window: number): Float64Array {
  const averages = new Float64Array(closes.length);
  let sum = 0;
  closes.forEach((close, i) => {
    sum += close - (i >= window ? closes[i - window]! : 0);
    averages[i] = sum / window;
  });
  return averages;
}

await answerRuns('grademark', version, () => {
  const start = performance.now();
  const averages = new Map(
    [...new Set(W2_RUNS.flatMap(({ fast, slow }) => [fast, slow]))].map((w) => [w, average(w)]),
  );
  let trades = 0;
  for (const { fast, slow } of W2_RUNS) {
    const bars = barsOf(averages.get(fast)!, averages.get(slow)!, slow);
    trades += backtest(strategy, new DataFrame(bars)).length;
  }
  const seconds = (performance.now() - start) / 1000;
  return { seconds, count: closes.length * W2_RUNS.length, details: { 'round trips': trades } };
});
