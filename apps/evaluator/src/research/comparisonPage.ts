import { cumulativeReturns } from '@qca/statistics';
import { barChart } from '../page/barChart.ts';
import { type Html, html } from '../page/html.ts';
import { lineChart } from '../page/lineChart.ts';
import { numberText, percentText, wholeText } from '../page/numbers.ts';
import { page } from '../page/page.ts';
import { scatterChart } from '../page/scatterChart.ts';
import { tableOf } from '../page/table.ts';
import { type Metric, metricOf } from './measures.ts';
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
  return page({
    title,
    body: html`<header><h1>${title}</h1>
<p><span class="badge">Fills simulated, on recorded prices</span><span class="badge">After costs</span><span class="badge">Points by ${study.choice.method}</span></p>
<p>${answer(study)}</p><p class="muted">${day(data.from)} to ${day(data.to)}.</p></header>${worth(study)}${curves(study)}${spreadOfRuns(study)}${walk(study)}${runsTable(study)}${again(study)}`,
  });
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
        ? `the deflated Sharpe ratio is ${numberText(dsr, 3)}, above 0.95: more than luck is expected to give`
        : `the deflated Sharpe ratio is ${numberText(dsr, 3)}, below 0.95: luck may be all there is`;
  return `Choosing by the past alone ${made} ${percentText(Math.abs(outOfSample.totalReturn), 2)} out of sample; after ${trials.count} trials, ${verdict}. The best of ${runs.length} points, chosen with hindsight, comes to ${percentText(best.totalReturn, 2)}.`;
}

function worth(study: Study): Html {
  const { best, bestHonest, outOfSample, outOfSampleHonest, overfitting, trials } = study;
  const row = (name: string, one: Omit<Study['outOfSample'], 'n'>, honest: Honest): string[] => [
    name,
    numberText(one.sharpe),
    percentText(one.totalReturn, 2),
    percentText(one.annualReturn, 2),
    percentText(one.volatility, 2),
    percentText(one.maxDrawdown, 2),
    numberText(honest.psr, 3),
    numberText(honest.dsr, 3),
  ];
  return html`<section><h2>What it is worth</h2>${tableOf(
    'After costs. PSR and DSR: confidence that the true Sharpe ratio is above zero, without and with the trials counted.',
    [
      { title: 'Run', words: true },
      ...['Sharpe a year', 'Return', 'Return a year', 'Volatility a year', 'Deepest fall', 'PSR', 'DSR'].map(
        (title) => ({ title }),
      ),
    ],
    [
      row('Walk forward, out of sample', outOfSample, outOfSampleHonest),
      row('Best of all, in sample', best, bestHonest),
    ],
  )}
<p class="muted">${trials.count} trials by ${study.choice.developer} on this data, worth ${numberText(trials.effective, 0)} independent ones. Luck alone gives the best of them a Sharpe ratio of ${numberText(bestHonest.luckSharpe)} a year. Probability that the choice is overfitted: ${numberText(overfitting.pbo)}, from ${numberText(overfitting.pboLeast)} to ${numberText(overfitting.pboMost)} by the number of blocks.</p></section>`;
}

/** Wealth from 1 at the start of each period and at the end; nothing before the first. Shape: [count + 1]. */
function wealth(returns: Float64Array, count: number): Float64Array {
  const values = new Float64Array(count + 1).fill(Number.NaN);
  const from = count - returns.length;
  values[from] = 1;
  values.set(
    cumulativeReturns(returns).map((total) => 1 + total),
    from + 1,
  );
  return values;
}

function curves({ data, periods: { count }, folds, best, runs, outOfSampleReturns, choice }: Study): Html {
  const testFrom = count - outOfSampleReturns.length;
  const middle = ranked(runs, choice.metric)[Math.floor((runs.length - 1) / 2)] as StudyRun;
  const lines = [
    { name: 'walk forward', values: wealth(outOfSampleReturns, count), colour: 'chart-1' },
    { name: 'best in sample', values: wealth(best.returns, count), colour: 'chart-2', dashed: true as const },
    { name: 'median run', values: wealth(middle.returns, count), colour: 'chart-4', dashed: true as const },
  ];
  const cuts = folds.map(
    (_, fold) => testFrom + sumOf(folds.slice(0, fold).map((each) => each.returns.length)),
  );
  const [firstMs, lastMs] = [Date.parse(data.from), Date.parse(data.to)];
  const days = Array.from({ length: count + 1 }, (_, period) =>
    day(new Date(firstMs + ((lastMs - firstMs) * period) / count).toISOString()),
  );
  const at = ({ values }: { readonly values: Float64Array }, period: number): string =>
    numberText(values[period], 3);
  return html`<section><h2>Growth</h2>${lineChart({
    title: 'Value of one unit',
    description:
      'After costs: chosen by the past alone, best of all with hindsight, and the median of all runs. Vertical lines: a new choice.',
    days,
    lines,
    format: (value) => `${numberText(value, 3)} ×`,
    mark: 1,
    shade: { from: testFrom, label: 'out of sample' },
    cuts,
  })}<details><summary>As a table</summary>${tableOf(
    'Value at the start of each test block and at the end',
    [{ title: 'Day', words: true }, ...lines.map(({ name }) => ({ title: name }))],
    [0, ...cuts, count].map((period) => [days[period] ?? '', ...lines.map((line) => at(line, period))]),
  )}</details></section>`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
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
  const sharpes = runs.map(({ sharpe }) => sharpe);
  return html`<section><h2>How the runs are spread</h2>${spreadOfSharpes(sharpes, bestHonest.luckSharpe)}<div class="pair">${numeric.map(
    (key) =>
      scatterChart({
        title: `${name} by ${key}`,
        description: `The large dot is the best run: ${key} ${String(best.parameters[key])}, ${numberText(metricOf(best, choice.metric))}.`,
        points: runs.map((run) => ({ x: run.parameters[key] as number, y: metricOf(run, choice.metric) })),
        best: Math.max(0, place),
      }),
  )}</div></section>`;
}

/** How often each height was found, from the worst run to the best or to what luck alone gives. */
function spreadOfSharpes(sharpes: readonly number[], luck: number | null): Html {
  const shown = luck === null ? sharpes : [...sharpes, luck];
  const low = Math.min(...shown);
  const width = Math.max(Math.max(...shown) - low, 1e-9);
  const bins = Math.min(24, Math.ceil(Math.sqrt(sharpes.length)) + 2);
  const counts = new Float64Array(bins);
  for (const sharpe of sharpes) {
    const bin = Math.min(bins - 1, Math.floor(((sharpe - low) / width) * bins));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return barChart({
    title: 'Runs by Sharpe ratio a year',
    description: `${sharpes.length} runs; the best has ${numberText(Math.max(...sharpes))}, luck alone gives the best of so many trials ${numberText(luck)}.`,
    bars: Array.from(counts, (value, bin) => ({
      label: numberText(low + (width * (bin + 0.5)) / bins),
      value,
      tone: 'plain',
    })),
    named: (bin) => bin % Math.ceil(bins / 8) === 0,
    ...(luck === null
      ? {}
      : { mark: { place: ((luck - low) / width) * bins, label: `luck alone: ${numberText(luck)}` } }),
  });
}

function walk({ folds, choice }: Study): Html {
  return html`<section><h2>Walk forward</h2>
<p class="muted">Each choice was made with the data before its test block alone. Metric: ${METRIC_NAMES[choice.metric]}.</p>
${tableOf(
  'Steps',
  [
    { title: 'Tested', words: true },
    { title: 'Chosen by the past', words: true },
    { title: 'In sample' },
    { title: 'Out of sample' },
  ],
  folds.map(({ test, parameters, inSample, outOfSample }) => [
    `${day(test.from)} to ${day(test.to)}`,
    words(parameters),
    numberText(inSample, 3),
    numberText(outOfSample, 3),
  ]),
)}</section>`;
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
      numberText(run.sharpe),
      percentText(run.totalReturn, 2),
      percentText(run.maxDrawdown, 2),
      numberText(run.calmar),
      wholeText(run.fills),
      wholeText(run.costs),
    ]);
  const columns = [
    { title: 'Parameters', words: true as const },
    ...['Sharpe a year', 'Return', 'Deepest fall', 'Calmar', 'Fills', 'Costs'].map((title) => ({ title })),
  ];
  const rest = rows.slice(SHOWN);
  return html`<section><h2>All runs</h2>
<p class="muted">Best first, in sample. Costs in whole reporting units. Points that the strategy does not take: ${refused.count}${refused.first === null ? '.' : `; the first: ${refused.first}`}</p>
${tableOf(`The best ${Math.min(SHOWN, rows.length)}`, columns, rows.slice(0, SHOWN))}
${rest.length === 0 ? '' : html`<details><summary>${rest.length} more</summary>${tableOf('The others', columns, rest)}</details>`}</section>`;
}

function again({ choice, data, trials, warnings }: Study): Html {
  return html`<section><h2>To know</h2><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
<h3>To do it again</h3>
<p class="muted">Seed ${choice.seed}, budget ${choice.budget}, ${choice.trials} trials a search, space <code>${JSON.stringify(choice.space)}</code>.</p>
<p class="muted">Data <code>${data.hash}</code><br>Trials so far <code>${trials.head}</code></p></section>`;
}
