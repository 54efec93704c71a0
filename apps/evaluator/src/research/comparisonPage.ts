import { cumulativeReturns } from '@qca/statistics';
import { type Html, html } from '../page/html.ts';
import { type Metric, metricOf } from './measures.ts';
import { equityChart, histogram, scatter } from './page/charts.ts';
import { decimal, percent, table } from './page/html.ts';
import { STYLE } from './page/style.ts';
import type { Honest, Study, StudyRun } from './Study.ts';

/** Runs in the table that is open; the others fold away. */
const SHOWN = 20;
/** Runs in the table at all: the document has the rest. */
const LISTED_MAX = 500;
const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  sharpe: 'Sharpe ratio a year',
  return: 'total return',
  calmar: 'Calmar ratio',
};

/**
 * A page that compares the runs of a study and says what their best is worth. It stands alone: styles and drawings within, no
 * script, readable on paper, in light and in dark. The same study gives the same page.
 */
export function comparisonPage(study: Study): string {
  const { strategy, data } = study;
  const title = `${strategy} on ${data.name}: ${study.runs.length} runs compared`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title><style>`;
  const body = html`</style></head><body><main>
<header><h1>${title}</h1>
<ul class="badges"><li>Recorded ${day(data.from)} to ${day(data.to)}</li><li>Fills simulated</li><li>Points by ${study.choice.method}</li><li>Net of fees and slippage</li></ul>
<p class="answer">${answer(study)}</p></header>
${worth(study)}
${curves(study)}
${spreadOfRuns(study)}
${walk(study)}
${runsTable(study)}
${again(study)}
</main></body></html>
`;
  return page.html + STYLE + body.html;
}

function day(time: string): string {
  return time.slice(0, 10);
}

function answer({ outOfSample, outOfSampleHonest, best, runs, trials }: Study): string {
  const { dsr } = outOfSampleHonest;
  const made = outOfSample.totalReturn >= 0 ? 'made' : 'lost';
  const verdict =
    dsr === null
      ? 'too little is known to say whether that is luck'
      : dsr >= 0.95
        ? `the deflated Sharpe ratio is ${decimal(dsr, 3)}, above 0.95: more than luck is expected to give`
        : `the deflated Sharpe ratio is ${decimal(dsr, 3)}, below 0.95: luck may be all there is`;
  return `Choosing by the past alone ${made} ${percent(Math.abs(outOfSample.totalReturn))} out of sample; after ${trials.count} trials, ${verdict}. The best of ${runs.length} points, chosen with hindsight, comes to ${percent(best.totalReturn)}.`;
}

function worth(study: Study): Html {
  const { best, bestHonest, outOfSample, outOfSampleHonest, overfitting, trials } = study;
  const row = (name: string, one: Omit<Study['outOfSample'], 'n'>, honest: Honest): string[] => [
    name,
    decimal(one.sharpe),
    percent(one.totalReturn),
    percent(one.annualReturn),
    percent(one.volatility),
    percent(one.maxDrawdown),
    decimal(honest.psr, 3),
    decimal(honest.dsr, 3),
  ];
  return html`<section><h2>What it is worth</h2>
${table(
  'Net of costs. PSR and DSR: confidence that the true Sharpe ratio is above zero, without and with the trials counted.',
  [
    ['', 'Sharpe a year', 'Return', 'Return a year', 'Volatility a year', 'Drawdown', 'PSR', 'DSR'],
    row('Walk forward, out of sample', outOfSample, outOfSampleHonest),
    row('Best of all, in sample', best, bestHonest),
  ],
)}
<p class="note">${trials.count} trials by ${study.choice.developer} on this data, worth ${decimal(trials.effective, 0)} independent ones. Luck alone gives the best of them a Sharpe ratio of ${decimal(bestHonest.luckSharpe)} a year. Probability that the choice is overfitted: ${decimal(overfitting.pbo)}, from ${decimal(overfitting.pboLeast)} to ${decimal(overfitting.pboMost)} by the number of blocks.</p></section>`;
}

function wealth(returns: Float64Array): Float64Array {
  return cumulativeReturns(returns).map((total) => 1 + total);
}

function curves(study: Study): Html {
  const { periods, folds, best, runs, outOfSampleReturns, choice } = study;
  const testFrom = periods.count - outOfSampleReturns.length;
  const middle = ranked(runs, choice.metric)[Math.floor((runs.length - 1) / 2)] as StudyRun;
  const series = [
    { name: 'walk', from: testFrom, values: wealth(outOfSampleReturns) },
    { name: 'best', from: 0, values: wealth(best.returns) },
    { name: 'median', from: 0, values: wealth(middle.returns) },
  ];
  let at = testFrom;
  const blocks = folds.map(({ returns }) => {
    const start = at;
    at += returns.length;
    return start;
  });
  const firstMs = Date.parse(study.data.from);
  const lastMs = Date.parse(study.data.to);
  const dateOf = (period: number): string =>
    new Date(firstMs + ((lastMs - firstMs) * period) / periods.count).toISOString().slice(0, 10);
  const label = `Wealth over time, from 1: walk forward ends at ${decimal(series[0]?.values.at(-1) ?? 1, 3)}, the best in sample at ${decimal(series[1]?.values.at(-1) ?? 1, 3)}, the median run at ${decimal(series[2]?.values.at(-1) ?? 1, 3)}.`;
  const marks = [0, ...blocks, periods.count];
  const valueAt = (index: number, period: number): string => {
    const { from, values } = series[index] as (typeof series)[number];
    const place = period - from;
    if (place < 0) return '–';
    return decimal(place === 0 ? 1 : (values[place - 1] ?? null), 3);
  };
  return html`<section><h2>Wealth, from 1</h2><figure><div class="scroll" tabindex="0" role="region" aria-label="Wealth over time">${equityChart({ series, count: periods.count, testFrom, blocks, dateOf, label })}</div>
<figcaption>Multiples of the budget, net of costs, UTC. Solid: chosen by the past, out of sample. Dashed: best of all, with hindsight. Dotted: median of all. Vertical lines: a new choice.</figcaption></figure>
<details><summary>As a table</summary>${table('Wealth at the start of each test block and at the end', [
    ['Date', 'Walk forward', 'Best in sample', 'Median run'],
    ...marks.map((period) => [dateOf(period), valueAt(0, period), valueAt(1, period), valueAt(2, period)]),
  ])}</details></section>`;
}

function ranked(runs: readonly StudyRun[], metric: Metric): StudyRun[] {
  return [...runs].sort((a, b) => metricOf(b, metric) - metricOf(a, metric));
}

function spreadOfRuns({ runs, best, bestHonest, choice }: Study): Html {
  const name = METRIC_NAMES[choice.metric];
  const place = runs.indexOf(best);
  const numeric = Object.keys(choice.space).filter((key) =>
    runs.every(({ parameters }) => typeof parameters[key] === 'number'),
  );
  return html`<section><h2>How the runs are spread</h2><div class="pair">
<figure>${histogram(
    runs.map(({ sharpe }) => sharpe),
    {
      mark: bestHonest.luckSharpe,
      markName: 'luck',
      label: `Sharpe ratios of ${runs.length} runs; the best is ${decimal(Math.max(...runs.map(({ sharpe }) => sharpe)))}, luck alone gives ${decimal(bestHonest.luckSharpe)}.`,
    },
  )}<figcaption>Runs by Sharpe ratio a year, and what luck alone gives the best of so many trials.</figcaption></figure>
${numeric.map(
  (key) =>
    html`<figure>${scatter(
      runs.map((run) => ({ x: run.parameters[key] as number, y: metricOf(run, choice.metric) })),
      {
        best: Math.max(0, place),
        label: `${name} by ${key}: the best run has ${key} ${String(best.parameters[key])} and ${decimal(metricOf(best, choice.metric))}.`,
      },
    )}<figcaption>${name} by ${key}; the large dot is the best run.</figcaption></figure>`,
)}</div></section>`;
}

function walk({ folds, choice }: Study): Html {
  return html`<section><h2>Walk forward</h2>
<p class="note">Each choice was made with the data before its test block alone. Metric: ${METRIC_NAMES[choice.metric]}.</p>
${table('Steps', [
  ['Tested', 'Chosen by the past', 'In sample', 'Out of sample'],
  ...folds.map(({ test, parameters, inSample, outOfSample }) => [
    `${day(test.from)} to ${day(test.to)}`,
    words(parameters),
    decimal(inSample, 3),
    decimal(outOfSample, 3),
  ]),
])}</section>`;
}

function words(parameters: StudyRun['parameters']): string {
  return Object.entries(parameters)
    .map(([key, value]) => `${key} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`)
    .join(', ');
}

function runsTable({ runs, choice, refused }: Study): Html {
  const rows = ranked(runs, choice.metric)
    .slice(0, LISTED_MAX)
    .map((run) => [
      words(run.parameters),
      decimal(run.sharpe),
      percent(run.totalReturn),
      percent(run.maxDrawdown),
      decimal(run.calmar),
      String(run.fills),
      decimal(run.costs, 0),
    ]);
  const head = ['Parameters', 'Sharpe a year', 'Return', 'Drawdown', 'Calmar', 'Fills', 'Costs'];
  const rest = rows.slice(SHOWN);
  return html`<section><h2>All runs</h2>
<p class="note">Best first, in sample. Costs in whole reporting units. Points that the strategy does not take: ${refused.count}${refused.first === null ? '.' : `; the first: ${refused.first}`}</p>
${table(`The best ${Math.min(SHOWN, rows.length)}`, [head, ...rows.slice(0, SHOWN)])}
${rest.length === 0 ? '' : html`<details><summary>${rest.length} more</summary>${table('The others', [head, ...rest])}</details>`}</section>`;
}

function again({ choice, data, trials, warnings }: Study): Html {
  return html`<section><h2>To know</h2><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
<h3>To do it again</h3>
<p class="note">Seed ${choice.seed}, budget ${choice.budget}, ${choice.trials} trials a search, space <code>${JSON.stringify(choice.space)}</code>.</p>
<p class="note">Data <code>${data.hash}</code><br>Trials so far <code>${trials.head}</code></p></section>`;
}
