import { join, resolve } from 'node:path';
import { openMarket } from '@qca/agent';
import type { TimeUs } from '@qca/base';
import { runCrossGrid } from '@qca/engine';
import { gridTrials, withTrials } from '@qca/evaluator';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { printJson, printLines, table } from '../output.ts';
import { positive } from './marketOptions.ts';
import { readDeveloper } from './readDeveloper.ts';
import { wrongUse } from './wrongUse.ts';

interface Flags {
  readonly json?: true;
  readonly home: string;
  readonly data: string;
  readonly instrument?: string;
  readonly fast: readonly number[];
  readonly slow: readonly number[];
  readonly feeBps: number;
  readonly cash: number;
  readonly developer: string;
}

/** Pairs of windows in one grid: memory for the averages stays below a gigabyte on a million bars. */
const WINDOWS_MAX = 10_000;

/** `qca backtest grid`: the moving-average cross on many pairs of windows, vectorised; research, not proof. Every pair counts as a trial. */
export function addBacktestGrid(noun: Command): void {
  noun
    .command('grid')
    .description('moving-average cross on a grid of windows (vectorised research path)')
    .requiredOption('--data <folder>', 'catalogue, or raw folder of CSV recordings')
    .option('--instrument <id>', 'bars to use, kraken:BTC/USD; needed where there are several')
    .option('--fast <from:to:step>', 'fast windows in bars', range, range('5:50:5'))
    .option('--slow <from:to:step>', 'slow windows in bars', range, range('60:150:10'))
    .option('--fee-bps <number>', 'fee per side in basis points', Number, 10)
    .option('--cash <amount>', 'start cash in quote units', positive, 10_000)
    .option('--developer <name>', 'whose trials these are', 'local')
    .action(async (flags: Flags) => {
      const developer = readDeveloper(flags.developer);
      const { id, closes, closeTimesUs } = await readCloses(flags.data, flags.instrument);
      const runs = flags.fast.flatMap((fast) =>
        flags.slow.filter((slow) => slow > fast).map((slow) => ({ fast, slow })),
      );
      if (runs.length === 0 || runs.length > WINDOWS_MAX)
        throw wrongUse(
          '--fast',
          `${runs.length} pairs of windows`,
          `Give 1 to ${WINDOWS_MAX} pairs with fast below slow.`,
        );
      const startedMs = performance.now();
      const terms = { startCash: flags.cash, feeRatio: flags.feeBps / 10_000 };
      const result = runCrossGrid({ closes, runs, ...terms });
      const seconds = (performance.now() - startedMs) / 1000;
      const { orders } = result;
      const played = gridTrials({ developer, instrument: id, closes, closeTimesUs, runs, orders, ...terms });
      const trials = await withTrials(join(resolve(flags.home), 'trials'), (kept) => {
        const added = kept.recordAll(played);
        return { added, count: kept.of(developer, played[0]!.dataHash).count, head: kept.head.hash };
      });
      const rows = runs.map((run, index) => ({ ...run, totalReturn: result.totalReturns[index] ?? 0 }));
      if (flags.json === true) {
        return printJson({
          instrument: id,
          bars: closes.length,
          orders: orders.count,
          runs: rows,
          trials,
          timing: { seconds, barEvaluationsPerSecond: Math.round((closes.length * runs.length) / seconds) },
          warnings: [TRIALS],
        });
      }
      const best = [...rows].sort((a, b) => b.totalReturn - a.totalReturn).slice(0, 20);
      printLines([
        `${id}: ${closes.length} bars, ${runs.length} pairs, ${orders.count} orders, ${flags.feeBps} bps a side`,
        ...table([
          ['fast', 'slow', 'total return'],
          ...best.map((each) => [
            String(each.fast),
            String(each.slow),
            `${(each.totalReturn * 100).toFixed(2)} %`,
          ]),
        ]),
        `Trials of ${developer} on this instrument: ${trials.count}, ${trials.added} of them new.`,
        TRIALS,
      ]);
    });
}

const TRIALS =
  'Every pair is a trial: the best of many looks better than it is. Fills are at the close, without spread or slippage.';

async function readCloses(
  path: string,
  wanted: string | undefined,
): Promise<{ id: string; closes: Float64Array; closeTimesUs: TimeUs[] }> {
  const market = await openMarket({ kind: 'recorded', path, fromUs: null, toUs: null, skipBadRows: false });
  const withBars = market.instruments.filter((each) => market.data[each.index]?.kinds.includes('bars'));
  const chosen =
    wanted === undefined && withBars.length === 1 ? withBars[0] : withBars.find((each) => each.id === wanted);
  if (chosen === undefined) {
    throw wrongUse(
      '--instrument',
      wanted === undefined ? `${withBars.length} instruments have bars` : `no bars of ${wanted}`,
      `Choose from: ${withBars.map((each) => each.id).join(', ')}.`,
    );
  }
  const closes: number[] = [];
  const closeTimesUs: TimeUs[] = [];
  const feed = market.open();
  while (Number.isFinite(feed.peekTimeUs())) {
    const event = feed.take();
    if (event.kind !== 'bar' || event.instrument !== chosen.index) continue;
    closes.push(event.closeTicks);
    closeTimesUs.push(event.venueTimeUs);
  }
  await feed.close();
  // Whole ticks keep the averages exact; prices are ticks times a constant, so signals are the same.
  return {
    id: chosen.id,
    closes: Float64Array.from(closes, (ticks) => ticks * chosen.tickSize),
    closeTimesUs,
  };
}

function range(text: string): readonly number[] {
  const [from, to, step] = text.split(':').map(Number);
  const isWhole = (value: number | undefined): value is number =>
    Number.isSafeInteger(value) && (value ?? 0) > 0;
  if (!isWhole(from) || !isWhole(to) || !isWhole(step) || from > to)
    throw new InvalidArgumentError('Give from:to:step in whole bars, 5:50:5.');
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
