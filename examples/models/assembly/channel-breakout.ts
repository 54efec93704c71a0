/**
 * Channel breakout in AssemblyScript: long above the highest high of `entry` bars, flat below the lowest low of `exit`.
 *
 * Source: Donchian's channel, long or flat. Built by:
 * npx asc examples/models/assembly/channel-breakout.ts -o examples/models/channel-breakout.wasm -O --runtime stub
 *   --maximumMemory 64 --exportStart _initialize
 * Parameters come in alphabetical order: 0 entry, 1 exit.
 */

/** As many instruments and bars as have room in 64 pages. */
const INSTRUMENTS_MAX: i32 = 200;
const BARS_MAX: i32 = 512;
const COLUMNS: i32 = 5;
const HIGH: i32 = 1;
const LOW: i32 = 2;
const CLOSE: i32 = 3;

const input = new StaticArray<f64>(INSTRUMENTS_MAX * COLUMNS);
const answers = new StaticArray<f64>(INSTRUMENTS_MAX);
/** The last bars of each instrument, the oldest overwritten first. */
const highs = new StaticArray<f64>(INSTRUMENTS_MAX * BARS_MAX);
const lows = new StaticArray<f64>(INSTRUMENTS_MAX * BARS_MAX);
const seen = new StaticArray<i32>(INSTRUMENTS_MAX);
const held = new StaticArray<bool>(INSTRUMENTS_MAX);
let entry: i32 = 0;
let exit: i32 = 0;
let instruments: i32 = 0;

export function setParameter(index: i32, value: f64): void {
  const bars = <i32>value;
  assert(bars >= 1 && bars <= BARS_MAX);
  if (index == 0) entry = bars;
  else exit = bars;
}

export function start(count: i32): usize {
  assert(count <= INSTRUMENTS_MAX);
  instruments = count;
  return changetype<usize>(input);
}

export function output(): usize {
  return changetype<usize>(answers);
}

export function onBars(_time: f64, _index: i32): void {
  for (let index: i32 = 0; index < instruments; index++) react(index);
}

function react(index: i32): void {
  const close = input[index * COLUMNS + CLOSE];
  if (isNaN(close)) return; // no bar, no opinion
  const bars = seen[index];
  const needed = max(entry, exit);
  if (bars >= needed) {
    if (!held[index] && close > highest(index, bars)) held[index] = true;
    else if (held[index] && close < lowest(index, bars)) held[index] = false;
    answers[index] = held[index] ? 1.0 / <f64>instruments : 0.0;
  }
  const place = index * BARS_MAX + (bars % BARS_MAX);
  highs[place] = input[index * COLUMNS + HIGH];
  lows[place] = input[index * COLUMNS + LOW];
  seen[index] = bars + 1;
}

function highest(index: i32, bars: i32): f64 {
  let most: f64 = -f64.MAX_VALUE;
  for (let back: i32 = 1; back <= entry; back++)
    most = max(most, highs[index * BARS_MAX + ((bars - back) % BARS_MAX)]);
  return most;
}

function lowest(index: i32, bars: i32): f64 {
  let least: f64 = f64.MAX_VALUE;
  for (let back: i32 = 1; back <= exit; back++)
    least = min(least, lows[index * BARS_MAX + ((bars - back) % BARS_MAX)]);
  return least;
}
