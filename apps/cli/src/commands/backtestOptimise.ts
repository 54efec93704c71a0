import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  comparisonPage,
  METHODS,
  METRICS,
  type Method,
  type Metric,
  parseSpace,
  runStudyHere,
  type Study,
  type StudyChoice,
  studyJson,
  TRIALS_MAX,
} from '@qca/evaluator';
import { type Command, Option } from 'commander';
import { note, printJson, printLines, table } from '../output.ts';
import { positive, readMarketFlags, whole } from './marketOptions.ts';
import { progressBar } from './progressBar.ts';
import { readDeveloper } from './readDeveloper.ts';
import { wrongUse } from './wrongUse.ts';

interface Flags {
  readonly json?: true;
  readonly home: string;
  readonly data: string;
  readonly strategy?: string;
  readonly file?: string;
  readonly space: string;
  readonly method: Method;
  readonly metric: Metric;
  readonly trials: number;
  readonly folds: number;
  readonly seed: number;
  readonly budget: number;
  readonly from?: string;
  readonly to?: string;
  readonly skipBadRows?: true;
  readonly developer: string;
  readonly threads: number;
  readonly html?: string;
  readonly redis?: string;
}

/** More threads than this share memory bandwidth rather than work. */
const THREADS_MAX = 64;
const FOLDS_MAX = 50;

/** `qca backtest optimise`: searches the parameters of a strategy, counts every try, and says what the search is worth. */
export function addBacktestOptimise(noun: Command): void {
  noun
    .command('optimise')
    .description('search the parameters of a strategy; every run counts as a trial')
    .requiredOption('--data <folder>', 'catalogue, or raw folder of CSV recordings')
    .option('--strategy <name>', 'built-in strategy')
    .option('--file <strategy.ts>', "a strategy of one's own")
    .requiredOption('--space <space>', 'fast=5:50:5,slow=60:150:10, rate=log:0.001:1, side=a|b, or JSON')
    .addOption(new Option('--method <name>', 'how points are chosen').choices(METHODS).default('tpe'))
    .addOption(new Option('--metric <name>', 'what is made large').choices(METRICS).default('sharpe'))
    .option('--trials <number>', 'points of each search', whole, 100)
    .option('--folds <number>', 'steps of the walk forward', whole, 5)
    .option('--seed <number>', 'seed of everything random', whole, 1)
    .option('--budget <amount>', 'whole reporting units', positive, 100_000)
    .option('--from <time>', 'start, ISO 8601 (UTC when without zone)')
    .option('--to <time>', 'end, not included')
    .option('--skip-bad-rows', 'leave bad rows out and report them, instead of refusing the file')
    .option('--developer <name>', 'whose trials these are', 'local')
    .option('--threads <number>', 'runs at a time', whole, availableParallelism())
    .option('--redis <url>', 'share the runs with other processes over this Redis')
    .option('--html <file>', 'write a page that compares the runs')
    .action(async (flags: Flags) => {
      const choice = await readChoice(flags);
      const bar = progressBar(flags.json !== true, 'trying');
      const { home, threads, redis } = flags;
      const shared = redis === undefined ? {} : { redis };
      const study = await runStudyHere({ choice, home, threads, ...shared, onProgress: bar.update }).finally(
        bar.stop,
      );
      if (flags.html !== undefined) writeFileSync(flags.html, comparisonPage(study));
      if (flags.json === true) return printJson(studyJson(study));
      printLines(studyLines(study));
      if (flags.html !== undefined) note(`Compared in ${flags.html}`);
    });
}

async function readChoice(flags: Flags): Promise<StudyChoice> {
  const { strategy, file, trials, folds, threads, from, to, data, skipBadRows } = flags;
  if ((strategy === undefined) === (file === undefined))
    throw wrongUse('--strategy', 'exactly one strategy is searched', 'Give --strategy or --file.');
  inRange('--trials', trials, TRIALS_MAX);
  inRange('--folds', folds, FOLDS_MAX);
  inRange('--threads', threads, THREADS_MAX);
  if (flags.redis !== undefined && !/^rediss?:\/\//.test(flags.redis))
    throw wrongUse('--redis', 'this is no address of a Redis', 'Write redis://host:port.');
  const { market } = await readMarketFlags({
    data,
    days: 1,
    seed: flags.seed,
    budget: flags.budget,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(skipBadRows === undefined ? {} : { skipBadRows }),
  });
  if (market.kind !== 'recorded') throw wrongUse('--data', 'a study needs recordings', 'Give a folder.');
  return {
    market,
    strategy: strategy ?? '',
    file: file ?? null,
    space: parseSpace(flags.space),
    method: flags.method,
    metric: flags.metric,
    trials,
    folds,
    seed: flags.seed,
    budget: flags.budget,
    developer: readDeveloper(flags.developer),
  };
}

function inRange(flag: string, value: number, max: number): void {
  if (value < 1 || value > max) throw wrongUse(flag, `${value} is out of range`, `Give 1 to ${max}.`);
}

/** Runs listed for a person; the rest is in the document and on the page. */
const SHOWN = 10;

function studyLines(study: Study): string[] {
  const { choice, data, periods, runs, best, folds, trials, overfitting } = study;
  const metric = choice.metric === 'return' ? 'totalReturn' : choice.metric;
  const ranked = [...runs].sort((a, b) => b[metric] - a[metric]).slice(0, SHOWN);
  const { outOfSample, bestHonest, outOfSampleHonest } = study;
  return [
    `${study.strategy} on ${data.name}, ${data.from.slice(0, 10)} to ${data.to.slice(0, 10)} (recorded): ${runs.length} points by ${choice.method}, ${study.refused.count} refused`,
    ...table([
      ['parameters', 'Sharpe', 'return', 'drawdown', 'fills', 'costs'],
      ...ranked.map((run) => [
        wordsOf(run.parameters),
        run.sharpe.toFixed(2),
        percent(run.totalReturn),
        percent(run.maxDrawdown),
        String(run.fills),
        run.costs.toFixed(0),
      ]),
    ]),
    '',
    `Walk forward, ${folds.length} steps of ${periods.name} returns:`,
    ...table([
      ['tested', 'chosen by the past', 'in sample', 'out of sample'],
      ...folds.map((fold) => [
        `${fold.test.from.slice(0, 10)} to ${fold.test.to.slice(0, 10)}`,
        wordsOf(fold.parameters),
        fold.inSample.toFixed(2),
        fold.outOfSample.toFixed(2),
      ]),
    ]),
    '',
    ...table([
      ['', 'Sharpe', 'return', 'drawdown', 'PSR', 'DSR'],
      ['best in sample', ...figures(best), share(bestHonest.psr), share(bestHonest.dsr)],
      ['walk forward', ...figures(outOfSample), share(outOfSampleHonest.psr), share(outOfSampleHonest.dsr)],
    ]),
    `Trials of ${choice.developer} on this data: ${trials.count}, worth ${trials.effective.toFixed(0)} independent ones; luck alone gives a Sharpe ratio of ${bestHonest.luckSharpe?.toFixed(2) ?? 'unknown'}.`,
    `Probability of overfitting: ${share(overfitting.pbo)} (${share(overfitting.pboLeast)} to ${share(overfitting.pboMost)} by number of blocks).`,
    ...study.warnings,
  ];
}

function figures(each: {
  readonly sharpe: number;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
}): string[] {
  return [each.sharpe.toFixed(2), percent(each.totalReturn), percent(each.maxDrawdown)];
}

function wordsOf(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`)
    .join(' ');
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}

function share(value: number | null): string {
  return value === null ? 'unknown' : value.toFixed(3);
}
