import { barChart } from '../page/barChart.ts';
import { type Html, html } from '../page/html.ts';
import { lineChart } from '../page/lineChart.ts';
import { numberText, percentText, shortText, wholeText } from '../page/numbers.ts';
import { page } from '../page/page.ts';
import { type Cell, tableOf } from '../page/table.ts';
import {
  type Estimate,
  type EvaluationReport,
  type Figure,
  type SealedReport,
  unfigure,
} from './EvaluationReport.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes a report as a page that needs nothing else. The same report gives the same page to the byte. */
export function renderReport({ hash, report }: SealedReport): string {
  const { model } = report;
  return page({
    title: `${model.name} ${model.version}: honest evaluation`,
    body: html`${head(report)}${gates(report)}${growth(report)}${months(report)}${distribution(report)}${costs(report)}${walk(report)}${regimes(report)}${stress(report)}${leaks(report)}${attributions(report)}${figures(report)}${origin(hash, report)}`,
  });
}

function head({ model, data, verdict, gates: held, metrics, intervals }: EvaluationReport): Html {
  const failed = held.filter(({ passed }) => !passed).length;
  const passed = verdict === 'passed';
  return html`<header><h1>${model.name} ${model.version}</h1><p class="muted">by ${model.author} · ${model.format} · ${model.licence}</p><p>${model.summary}</p>
<p><span class="badge">Fills ${data.fills}, on ${data.label} prices</span><span class="badge">After costs</span>${model.trainedUntil === null ? html`<span class="badge warning">Training period not stated</span>` : html`<span class="badge">Out of sample: trained until ${model.trainedUntil.slice(0, 10)}</span>`}</p>
<div class="verdict ${passed ? 'gain' : 'loss'}"><strong>${passed ? 'Passed' : 'Refused'}</strong> ${passed ? `It passes all ${held.length} gates that apply.` : `${failed} of ${held.length} gates are not met.`}</div>
<dl class="cards">${card('Annual return', percentText(metrics['annual-return']), intervals['annual-return'], percentText)}${card('Sharpe ratio, a year', numberText(metrics['sharpe']), intervals['sharpe'], numberText)}${card('Deepest fall', percentText(metrics['max-drawdown']), intervals['max-drawdown'], percentText)}${card('Confidence after all trials (DSR)', percentText(metrics['dsr']), undefined, percentText)}</dl>
<p>${data.instruments.join(', ')}, bars of ${model.interval}, ${data.from.slice(0, 10)} to ${data.to.slice(0, 10)} (${wholeText(data.days)} days). Holding the market itself made ${percentText(metrics['market-return'])} in that time, with a Sharpe ratio of ${numberText(metrics['market-sharpe'])}.</p></header>`;
}

function card(
  name: string,
  value: string,
  estimate: Estimate | undefined,
  text: (value: Figure) => string,
): Html {
  const range =
    estimate === undefined
      ? undefined
      : html`<small>95 %: ${text(estimate.lower)} to ${text(estimate.upper)}</small>`;
  return html`<div class="card"><dt>${name}</dt><dd>${value}${range}</dd></div>`;
}

function gates({ gates: held, trials }: EvaluationReport): Html {
  const rows = held.map(({ name, value, comparison, threshold, passed, meaning }): Cell[] => [
    name,
    shortText(value),
    `${comparison === 'at-least' ? 'at least' : 'at most'} ${shortText(threshold)}`,
    passed ? { text: '✓ met', tone: 'gain' } : { text: '✗ not met', tone: 'loss' },
    meaning,
  ]);
  return html`<section><h2>Gates</h2><p>Published bounds, the same for every model. This was trial ${wholeText(trials.count)} of ${trials.developer} on these instruments, ${numberText(trials.effective, 0)} of them different ideas.</p>${tableOf(
    'Each number beside its bound',
    [
      { title: 'Gate', words: true },
      { title: 'Value' },
      { title: 'Bound' },
      { title: 'Result', words: true },
      { title: 'What it asks', words: true },
    ],
    rows,
  )}</section>`;
}

function growth({ curves }: EvaluationReport): Html {
  const numbers = (values: readonly Figure[]): Float64Array => Float64Array.from(values, unfigure);
  const times = (value: number): string => `${numberText(value)} ×`;
  const percent = (value: number): string => percentText(value);
  const { days } = curves;
  return html`<section><h2>Growth, with costs split out</h2>${lineChart({
    title: 'Value of one unit',
    description:
      'Net of costs, before fees and slippage, and of holding the market in equal parts. Logarithmic axis.',
    days,
    logarithmic: true,
    format: times,
    mark: 1,
    lines: [
      { name: 'net', values: numbers(curves.net), colour: 'chart-1' },
      { name: 'before costs', values: numbers(curves.gross), colour: 'chart-4', dashed: true },
      { name: 'market', values: numbers(curves.market), colour: 'chart-2' },
    ],
  })}${lineChart({
    title: 'Fall from the last peak',
    description: 'How far below its highest value the net curve stood on each day.',
    days,
    format: percent,
    mark: 0,
    height: 160,
    lines: [{ name: 'net', values: numbers(curves.drawdown), colour: 'loss', area: 0 }],
  })}${lineChart({
    title: 'Sharpe ratio of the last 90 days',
    description: 'Annualised, of the 90 days that end on each day.',
    days,
    format: (value) => numberText(value, 1),
    mark: 0,
    height: 160,
    lines: [{ name: 'net', values: numbers(curves.rollingSharpe), colour: 'chart-1' }],
  })}</section>`;
}

function months({ months: years }: EvaluationReport): Html {
  const cell = (value: Figure): Cell =>
    typeof value === 'number'
      ? { text: percentText(value), tone: value < 0 ? 'loss' : 'gain' }
      : { text: '—', tone: 'quiet' };
  return html`<section><h2>Months</h2>${tableOf(
    'Return after costs by month',
    [{ title: 'Year', words: true }, ...MONTHS.map((title) => ({ title })), { title: 'Year' }],
    years.map(({ year, months: values, total }) => [String(year), ...values.map(cell), cell(total)]),
  )}</section>`;
}

function distribution({ distribution: { edges, counts } }: EvaluationReport): Html {
  const middle = (bin: number): number => ((edges[bin] as number) + (edges[bin + 1] as number)) / 2;
  return html`<section><h2>Days</h2>${barChart({
    title: 'Returns of single days',
    description:
      'How many days had a return in each range; the ranges at both ends hold all that lies beyond.',
    bars: counts.map((value, bin) => ({
      label: percentText(middle(bin)),
      value,
      tone: bin === (counts.length - 1) / 2 ? 'plain' : middle(bin) < 0 ? 'loss' : 'gain',
    })),
    named: (bin) => bin % 8 === 4,
  })}</section>`;
}

function costs({ costs: spent, method }: EvaluationReport): Html {
  return html`<section><h2>Costs and capacity</h2><p>Fees of ${wholeText(spent.fees)} and slippage of ${wholeText(spent.slippage)} ${method.reportingAsset} took ${percentText(spent.shareOfGross)} of the gross profit on a budget of ${wholeText(method.budget)} ${method.reportingAsset}. Nothing is left when costs are ${numberText(spent.breakEvenFactor)} times what the venue asks.</p>${tableOf(
    'Costs times a factor',
    [{ title: 'Factor', words: true }, { title: 'Annual return' }, { title: 'Sharpe ratio' }],
    spent.sensitivity.map(({ factor, annualReturn, sharpe }) => [
      `${factor} ×`,
      percentText(annualReturn),
      numberText(sharpe),
    ]),
  )}${tableOf(
    `Budget in ${method.reportingAsset}`,
    [{ title: 'Budget', words: true }, { title: 'Annual return' }, { title: 'Sharpe ratio' }],
    spent.capacity.map(({ budget, annualReturn, sharpe }) => [
      wholeText(budget),
      percentText(annualReturn),
      numberText(sharpe),
    ]),
  )}</section>`;
}

function walk({ folds, overfitting, method }: EvaluationReport): Html {
  const chosen = overfitting.variants > 1;
  return html`<section><h2>Walking forward</h2><p>${method.folds} test blocks in a row. ${chosen ? `In each the variant played that had the best Sharpe ratio before it, ${method.purgeBars} bars of labels and ${method.embargoBars} bars of embargo left out.` : 'The model is fixed, so every block is a test.'}${chosen && overfitting.pbo !== null ? ` Probability of overfitting ${percentText(overfitting.pbo)} (${percentText(overfitting.pboLeast)} to ${percentText(overfitting.pboMost)} over numbers of blocks).` : ''}</p>${tableOf(
    'Test blocks',
    [
      { title: 'From', words: true },
      { title: 'To', words: true },
      { title: 'Variant', words: true },
      { title: 'Return' },
      { title: 'Sharpe ratio' },
      { title: 'Deepest fall' },
    ],
    folds.map(({ from, to, variant, totalReturn, sharpe, maxDrawdown }) => [
      from,
      to,
      variant,
      percentText(totalReturn),
      numberText(sharpe),
      percentText(maxDrawdown),
    ]),
  )}</section>`;
}

function regimes({ regimes: rows }: EvaluationReport): Html {
  return html`<section><h2>Kinds of market</h2>${tableOf(
    'Days by how rough the thirty before them were, and by whether the market had risen in them',
    [
      { title: 'Market', words: true },
      { title: 'Days' },
      { title: 'Annual return' },
      { title: 'Sharpe ratio' },
      { title: 'Market, a year' },
    ],
    rows.map(({ name, days, annualReturn, sharpe, market }) => [
      name,
      wholeText(days),
      percentText(annualReturn),
      numberText(sharpe),
      percentText(market),
    ]),
  )}</section>`;
}

function stress({ stress: rows }: EvaluationReport): Html {
  return html`<section><h2>Stress</h2>${tableOf(
    'The worst of this data, years drawn from its days, and an adversary that bends the market',
    [
      { title: 'What', words: true },
      { title: 'From', words: true },
      { title: 'Market' },
      { title: 'Model' },
      { title: 'Deepest fall' },
    ],
    rows.map(({ name, from, market, model, drawdown }) => [
      name,
      from === null ? '—' : from.slice(0, 10),
      percentText(market),
      percentText(model),
      percentText(drawdown),
    ]),
  )}${[...new Set(rows.filter(({ kind }) => kind !== 'history').map(({ detail }) => detail))].map((detail) => html`<p class="muted">${detail}.</p>`)}</section>`;
}

function leaks({ leaks: rows }: EvaluationReport): Html {
  return html`<section><h2>Leaks and copies</h2>${tableOf(
    'What would make a good result worthless',
    [
      { title: 'Test', words: true },
      { title: 'Result', words: true },
      { title: 'Value' },
      { title: 'At most' },
      { title: 'Found', words: true },
    ],
    rows.map(({ name, passed, value, threshold, detail }): Cell[] => [
      name,
      passed ? { text: '✓ clean', tone: 'gain' } : { text: '✗ found', tone: 'loss' },
      shortText(value),
      shortText(threshold),
      detail,
    ]),
  )}</section>`;
}

function attributions({ attributions: { method, rows } }: EvaluationReport): Html {
  const most = Math.max(1e-300, ...rows.map(({ meanAbsolute }) => unfigure(meanAbsolute)));
  return html`<section><h2>What it looks at</h2><p class="muted">${method}. Attributions are of the model, not causes of the market.</p>${
    rows.length === 0
      ? undefined
      : tableOf(
          'Contribution of each input to what the model says',
          [
            { title: 'Input', words: true },
            { title: 'Mean size' },
            { title: 'Share of the largest' },
            { title: 'Mean' },
          ],
          rows.map(({ feature, meanAbsolute, mean }) => [
            feature,
            shortText(meanAbsolute),
            percentText(unfigure(meanAbsolute) / most, 0),
            shortText(mean),
          ]),
        )
  }</section>`;
}

function figures({ metrics, method }: EvaluationReport): Html {
  return html`<section><h2>All figures</h2>${tableOf(
    'Fractions, not percent; ratios a year unless they say days',
    [{ title: 'Figure', words: true }, { title: 'Value' }],
    Object.entries(metrics).map(([name, value]) => [name, shortText(value)]),
  )}<details><summary>Definitions</summary>${method.definitions.map((text) => html`<p>${text}</p>`)}</details></section>`;
}

function origin(hash: string, { model, data, method, trials }: EvaluationReport): Html {
  return html`<footer><h2>Where it comes from</h2><p>Anybody with the model and the data can make this report again: <code>qca model verify report.json</code>.</p>${tableOf(
    'Digests',
    [
      { title: 'Of', words: true },
      { title: 'SHA-256', words: true },
    ],
    [
      ['report', hash],
      ['model', model.hash],
      ['data', data.hash],
      ['journal of the run', method.journal],
      ['trials', trials.head],
    ],
  )}${data.notes.map((note) => html`<p class="muted">${note}</p>`)}</footer>`;
}
