import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart } from './barChart.ts';
import { html } from './html.ts';
import { lineChart } from './lineChart.ts';
import { numberText, percentText, shortText, wholeText } from './numbers.ts';
import { page } from './page.ts';
import { scatterChart } from './scatterChart.ts';
import { tableOf } from './table.ts';
import { ticksBetween } from './ticks.ts';

describe('text on a page', () => {
  it('is escaped unless it is HTML', () => {
    const evil = '<script>alert("1")</script>&\'';
    expect(html`<p title="${evil}">${evil}${[html`<b>${1}</b>`, evil]}${undefined}</p>`.html).toBe(
      `<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;<b>1</b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>`,
    );
  });

  it('says numbers with a true minus, and says when there is none', () => {
    expect([
      percentText(-0.1234),
      percentText(null),
      percentText('inf'),
      percentText('-inf'),
      percentText(-0.0001),
    ]).toEqual(['−12.3 %', '—', '∞', '−∞', '0.0 %']);
    expect([numberText(1234.5), numberText(-0.001), wholeText(1234567.8), wholeText(-5)]).toEqual([
      '1,234.50',
      '0.00',
      '1,234,568',
      '−5',
    ]);
    expect([
      shortText(0),
      shortText(12345.6),
      shortText(0.000012345),
      shortText(-1.23456),
      shortText(undefined),
    ]).toEqual(['0', '12,346', '0.000012', '−1.235', '—']);
  });
});

describe('a chart', () => {
  const days = ['2023-12-30', '2023-12-31', '2024-01-01', '2024-01-02'];
  const chart = (values: number[], more = {}) =>
    lineChart({
      title: 'Value',
      description: 'What it is.',
      days,
      format: (value) => value.toFixed(1),
      lines: [{ name: 'net', values: Float64Array.from(values), colour: 'chart-1' }],
      ...more,
    }).html;

  it('is named for those who do not see it, and labels its last value', () => {
    const text = chart([1, 2, 3, 4]);
    expect(text).toContain('role="img" aria-labelledby="value-title value-text"');
    expect(text).toContain('<title id="value-title">Value</title><desc id="value-text">What it is.</desc>');
    expect(text).toContain('net 4.0</span>');
  });

  it('shows gaps as gaps', () => {
    const path = / d="([^"]*)"/.exec(chart([1, Number.NaN, 3, 4]))?.[1] ?? '';
    expect(path.match(/M/g)).toHaveLength(2);
  });

  it('lies between its edges, straight or logarithmic, also when nothing moves or nothing is there', () => {
    for (const values of [
      [1, 100, 10, 1000],
      [5, 5, 5, 5],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ]) {
      for (const logarithmic of [undefined, true] as const) {
        const text = chart(values, logarithmic === undefined ? {} : { logarithmic });
        for (const [, y] of text.matchAll(/[ML][\d.]+ (-?[\d.]+)/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(7.9);
          expect(Number(y)).toBeLessThanOrEqual(216.1);
        }
        expect(text).not.toContain('NaN');
      }
    }
  });

  it('of columns stands on its ground', () => {
    const text = barChart({
      title: 'Days',
      description: 'x',
      bars: [
        { label: 'a', value: 0, tone: 'plain' },
        { label: 'b', value: 4, tone: 'loss' },
      ],
      named: (index) => index === 1,
    }).html;
    expect([...text.matchAll(/height="([\d.]+)"/g)].map(([, tall]) => tall)).toEqual(['0', '152']);
    expect(text).toContain('>b</text>');
    expect(text).not.toContain('>a</text>');
  });
});

describe('more of a chart', () => {
  it('has round ticks inside the range', () => {
    expect(ticksBetween(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticksBetween(-0.1, 0.31)).toEqual([0, 0.2]);
    expect(ticksBetween(0.013, 0.047)).toEqual([0.02, 0.03, 0.04]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, width) => {
          const ticks = ticksBetween(low, low + width);
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThan(12);
          const slack = 1e-6 * width;
          for (const tick of ticks) {
            expect(tick).toBeGreaterThan(low - slack);
            expect(tick).toBeLessThan(low + width + slack);
          }
        },
      ),
    );
  });

  it('shades the ground from a place on, and marks places', () => {
    const text = lineChart({
      title: 'Value',
      description: 'x',
      days: ['2024-01-01', '2024-01-02', '2024-01-03'],
      format: String,
      lines: [{ name: 'net', values: Float64Array.of(1, 2, 3), colour: 'chart-1' }],
      shade: { from: 1, label: 'out of sample' },
      cuts: [1],
    }).html;
    const [, from, width] = /class="shade" x="([\d.]+)" y="8" width="([\d.]+)"/.exec(text) ?? [];
    // Eight pixels left, 84 right, and the middle of three places between them.
    expect([from, width]).toEqual(['392', '384']);
    expect(text).toContain('class="cut" x1="392" x2="392"');
    expect(text).toContain('>out of sample</text>');
  });

  it('of columns has a mark that is named on the side with room', () => {
    const chart = (place: number) =>
      barChart({
        title: 'Days',
        description: 'x',
        bars: Array.from({ length: 4 }, () => ({ label: 'a', value: 1, tone: 'plain' as const })),
        named: () => false,
        mark: { place, label: 'luck' },
      }).html;
    expect(chart(1)).toContain('<text class="tick" text-anchor="start" x="221" y="14">luck</text>');
    expect(chart(3)).toContain('<text class="tick" text-anchor="end" x="639" y="14">luck</text>');
  });

  it('of dots draws the best one last and larger, also in a range of one value', () => {
    const points = [
      { x: 3, y: 1 },
      { x: 3, y: 2 },
      { x: 3, y: 3 },
    ];
    const text = scatterChart({ title: 'Sharpe by window', description: 'x', points, best: 1 }).html;
    const dots = [...text.matchAll(/class="dot (\w+)" cx="([\d.]+)" cy="([\d.]+)"/g)].map(
      ([, ...all]) => all,
    );
    expect(dots).toEqual([
      ['plain', '230', '212'],
      ['plain', '230', '12'],
      ['best', '230', '112'],
    ]);
    expect(text).toContain('role="img" aria-labelledby="sharpe-by-window-title sharpe-by-window-text"');
  });
});

describe('a page', () => {
  it('needs nothing else: no script, no address', () => {
    const text = page({ title: 'A < B', body: html`<p>x</p>` });
    expect(text).toMatch(/^<!doctype html><html lang="en">/);
    expect(text).toContain('<title>A &lt; B</title>');
    expect(text).not.toMatch(/<script|https?:|url\(|@import/);
  });

  it('has tables with captions and heads of rows and columns', () => {
    const text = tableOf(
      'What it holds',
      [{ title: 'Name', words: true }, { title: 'Value' }],
      [['a', { text: '−1', tone: 'loss' }]],
    ).html;
    expect(text).toContain('<caption>What it holds</caption>');
    expect(text).toContain('<th scope="col" class="words">Name</th><th scope="col">Value</th>');
    expect(text).toContain('<th scope="row" class="words">a</th><td class="loss">−1</td>');
  });
});
