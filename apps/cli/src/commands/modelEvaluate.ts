import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  ADVERSARY_PATHS,
  type EvaluationReport,
  evaluateManyHere,
  evaluateModel,
  type Figure,
  type Gate,
  type ListedBook,
  readListed,
  renderReport,
} from '@qca/evaluator';
import { SandboxedModelRunner } from '@qca/models-sandbox';
import type { Command } from 'commander';
import { note, printJson, printLines, table } from '../output.ts';
import { positive, readTime, whole } from './marketOptions.ts';
import { progressBar } from './progressBar.ts';
import { wrongUse } from './wrongUse.ts';

interface Flags {
  readonly json?: true;
  readonly home: string;
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly seed: number;
  readonly budget: number;
  readonly developer?: string;
  readonly listed?: string;
  readonly adversaryPaths: number;
  readonly threads: number;
  readonly out?: string;
  readonly html?: string;
  readonly book?: string;
}

/** `qca model evaluate`: what a model is honestly worth, as a report that anybody can make again. */
export function addModelEvaluate(noun: Command): void {
  noun
    .command('evaluate <files...>')
    .description(
      'walk a model forward with costs, look for leaks, hurt it, and judge it by the published gates',
    )
    .requiredOption('--data <folder>', 'catalogue, or raw folder of CSV recordings')
    .option('--from <time>', 'judge from here on, ISO 8601; earlier bars warm the model up')
    .option('--to <time>', 'end, not included')
    .option('--seed <number>', 'seed of everything random', whole, 1)
    .option('--budget <amount>', 'whole reporting units to trade with', positive, 10_000)
    .option(
      '--developer <name>',
      'whose trials this one counts among; the author of the manifest when absent',
    )
    .option(
      '--listed <folder>',
      'books of the listed models (*.book.json): copies are found, contributions measured',
    )
    .option(
      '--adversary-paths <number>',
      'paths that each search of the adversary may try',
      whole,
      ADVERSARY_PATHS,
    )
    .option(
      '--out <report.json>',
      'where to keep the report; evaluations/<hash>.json in the home folder when absent',
    )
    .option('--html <report.html>', 'write the report as a page, too')
    .option('--threads <number>', 'several models: how many at once', whole, 2)
    .option('--book <file>', 'write what the model wanted to hold, to be listed')
    .action(async (files: readonly string[], flags: Flags) => {
      const [file = ''] = files;
      if (files.length > 1) return evaluateSeveral(files, flags);
      const bar = progressBar(flags.json !== true, 'evaluating');
      const { sealed, book, timing } = await evaluateModel({
        modelPath: resolve(file),
        dataPath: resolve(flags.data),
        fromUs: readTime('--from', flags.from),
        toUs: readTime('--to', flags.to),
        seed: flags.seed,
        budget: flags.budget,
        developer: flags.developer,
        runner: new SandboxedModelRunner(),
        listed: flags.listed === undefined ? [] : readListed(flags.listed),
        adversaryPaths: flags.adversaryPaths,
        width: 2,
        trials: join(resolve(flags.home), 'trials'),
        onProgress: bar.update,
      }).finally(bar.stop);
      const { hash, report } = sealed;
      const path = resolve(flags.out ?? join(flags.home, 'evaluations', `${hash}.json`));
      write(path, `${JSON.stringify(sealed)}\n`);
      if (flags.html !== undefined) write(resolve(flags.html), renderReport(sealed));
      if (flags.book !== undefined)
        write(
          resolve(flags.book),
          JSON.stringify({ name: report.model.name, hash: report.model.hash, ...plainBook(book) }),
        );
      if (flags.json === true) return printJson(face(sealed, path, timing));
      printLines(linesOf(report));
      note(`The report is kept at ${path}. Make it again: npm run qca -- model verify ${path}`);
    });
}

/** Several models: each is a job, and what is done of them stays done. */
async function evaluateSeveral(files: readonly string[], flags: Flags): Promise<void> {
  for (const name of ['out', 'html', 'book'] as const)
    if (flags[name] !== undefined)
      throw wrongUse(`--${name}`, `there are ${files.length} models`, 'Evaluate one model to write it.');
  const home = resolve(flags.home);
  const bar = progressBar(flags.json !== true, 'evaluating');
  const evaluations = await evaluateManyHere({
    wanted: files.map((file) => ({
      modelPath: resolve(file),
      dataPath: resolve(flags.data),
      fromUs: readTime('--from', flags.from),
      toUs: readTime('--to', flags.to),
      seed: flags.seed,
      budget: flags.budget,
      developer: flags.developer ?? null,
      listed: flags.listed === undefined ? null : resolve(flags.listed),
      adversaryPaths: flags.adversaryPaths,
      trials: join(home, 'trials'),
      reports: join(home, 'evaluations'),
    })),
    home,
    threads: flags.threads,
    onProgress: bar.update,
  }).finally(bar.stop);
  if (flags.json === true) return printJson({ evaluations });
  printLines(
    evaluations.map((each) =>
      'refused' in each
        ? `${each.model}: ${each.refused}`
        : `${each.model}: ${each.verdict}${each.failed.length === 0 ? '' : ` (${each.failed.join(', ')})`}, ${each.path}`,
    ),
  );
}

/** The promised document: what programs read. */
function face(
  { hash, report }: { hash: string; report: EvaluationReport },
  path: string,
  timing: Readonly<Record<string, number>>,
): unknown {
  const { model, data, gates, metrics, costs, stress, leaks } = report;
  return {
    model,
    data,
    verdict: report.verdict,
    gates,
    metrics,
    intervals: report.intervals,
    trials: report.trials,
    costs,
    folds: report.folds,
    overfitting: report.overfitting,
    regimes: report.regimes,
    stress,
    leaks,
    contribution: report.contribution,
    attributions: report.attributions,
    report: { hash, path },
    timing,
  };
}

function linesOf(report: EvaluationReport): string[] {
  const { model, data, metrics, trials, costs } = report;
  return [
    `${model.name} ${model.version} by ${model.author} (${model.format}, ${model.hash.slice(0, 12)})`,
    `${data.instruments.join(', ')}, ${data.from.slice(0, 10)} to ${data.to.slice(0, 10)}, ${data.days} days of ${data.label} prices, ${data.fills} fills, after costs`,
    `annual return ${percent(metrics['annual-return'])}, Sharpe ratio ${number(metrics['sharpe'])}, deepest fall ${percent(metrics['max-drawdown'])}; costs took ${percent(costs.shareOfGross)} of the gross profit`,
    `trial ${trials.count} of ${trials.developer} on this data (${trials.effective} ideas)`,
    '',
    ...table([['gate', 'value', 'bound', ''], ...report.gates.map(gateRow)]),
    '',
    ...report.leaks.filter(({ passed }) => !passed).map(({ name, detail }) => `leak: ${name}: ${detail}`),
    report.verdict === 'passed'
      ? 'It passes every gate.'
      : 'It is refused: see the gates that do not say ok.',
  ];
}

function gateRow({ name, value, comparison, threshold, passed }: Gate): string[] {
  return [name, number(value), `${comparison === 'at-least' ? '≥' : '≤'} ${threshold}`, passed ? 'ok' : 'no'];
}

function number(value: Figure | undefined): string {
  if (value === undefined || value === null) return 'not known';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}

function percent(value: Figure | undefined): string {
  return typeof value === 'number' ? `${(value * 100).toFixed(1)} %` : number(value);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function plainBook({
  timeUs,
  instruments,
  weights,
}: Pick<ListedBook, 'timeUs' | 'instruments' | 'weights'>): Record<string, unknown> {
  return {
    instruments,
    timeUs: Array.from(timeUs),
    weights: Array.from(weights, (weight) => (Number.isNaN(weight) ? null : weight)),
  };
}
