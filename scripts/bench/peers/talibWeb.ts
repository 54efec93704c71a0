import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indicatorBars } from '../indicatorBars.ts';
import { answerRuns, peerPackage, task } from './answerRuns.ts';

// The indicators workload by npm's talib-web 0.1.3: TA-Lib in WASM. It takes plain arrays, which are made before the
// clock starts, and answers with plain arrays whose values begin at the left. Its upper and lower band and both lines
// of its stochastic come back as zeros: it reads them from the wrong place. So the middle band is looked at.

type Column = number[];
interface TaLib {
  init(path: string): Promise<unknown>;
  SMA(asked: object): { output: Column };
  EMA(asked: object): { output: Column };
  RSI(asked: object): { output: Column };
  MACD(asked: object): { MACDHist: Column };
  BBANDS(asked: object): { middleBand: Column };
  ATR(asked: object): { output: Column };
  STOCH(asked: object): { slowD: Column };
  ADX(asked: object): { output: Column };
}

const { data, peers } = task();
const { module, version } = peerPackage(peers, 'talib-web');
const talib = module as TaLib;
const { fetch } = globalThis;
const bytes = readFileSync(join(peers, 'node', 'node_modules', 'talib-web', 'lib', 'talib.wasm'));
// It fetches its file by path, which Node cannot.
globalThis.fetch = async () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
await talib.init('talib.wasm');
globalThis.fetch = fetch;

const bars = await indicatorBars(data);
const close = Array.from(bars.close);
const ranges = { high: Array.from(bars.high), low: Array.from(bars.low), close };
/** Bars before the first value, in the order of the work. */
const LOOKBACKS = { sma: 19, ema: 19, rsi: 14, macd: 33, bbands: 19, atr: 14, stoch: 17, adx: 27 };

await answerRuns('talib-web', version, () => {
  const start = performance.now();
  const columns = {
    sma: talib.SMA({ inReal: close, timePeriod: 20 }).output,
    ema: talib.EMA({ inReal: close, timePeriod: 20 }).output,
    rsi: talib.RSI({ inReal: close, timePeriod: 14 }).output,
    macd: talib.MACD({ inReal: close, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 }).MACDHist,
    bbands: talib.BBANDS({ inReal: close, timePeriod: 20, nbDevUp: 2, nbDevDn: 2, MAType: 0 }).middleBand,
    atr: talib.ATR({ ...ranges, timePeriod: 14 }).output,
    stoch: talib.STOCH({
      ...ranges,
      fastK_Period: 14,
      slowK_Period: 3,
      slowK_MAType: 0,
      slowD_Period: 3,
      slowD_MAType: 0,
    }).slowD,
    adx: talib.ADX({ ...ranges, timePeriod: 14 }).output,
  };
  const seconds = (performance.now() - start) / 1000;
  const details = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      column[close.length - 1 - LOOKBACKS[name as keyof typeof LOOKBACKS]]!,
    ]),
  );
  return { seconds, count: close.length * Object.keys(columns).length, details };
});
