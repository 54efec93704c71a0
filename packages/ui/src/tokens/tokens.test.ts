import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, distance, EYES, inGamut, type Linear, toLinear } from './colour.fixture.ts';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function themeOf(name: string): Map<string, Linear> {
  const block = new RegExp(`:root\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map((each) => [
      each[1] as string,
      toLinear([Number(each[2]), Number(each[3]), Number(each[4])]),
    ]),
  );
}

const GROUNDS = ['ground', 'surface', 'raised'];
const WRITING = ['text', 'muted', 'accent', 'blue-green', 'orange-red', 'warning'];
const CHART = [1, 2, 3, 4, 5, 6, 7].map((each) => `chart-${each}`);

// WCAG's own examples, so that the measure itself is measured.
it('measures contrast as WCAG does', () => {
  expect(contrast([0, 0, 0], [1, 1, 1])).toBe(21);
  // #777777 on white is 4.48, the well-known near miss.
  const grey = ((0x77 / 255 + 0.055) / 1.055) ** 2.4;
  expect(contrast([grey, grey, grey], [1, 1, 1])).toBeCloseTo(4.48, 2);
});

describe.each(['dark', 'light', 'contrast'])('theme %s', (name) => {
  const theme = themeOf(name);
  const colour = (token: string): Linear => {
    const found = theme.get(token);
    if (found === undefined) throw new Error(`no --${token} in ${name}`);
    return found;
  };

  it('has only colours that a screen can show', () => {
    expect(theme.size).toBeGreaterThanOrEqual(23);
    for (const [token, each] of theme) expect([token, inGamut(each)]).toEqual([token, true]);
  });

  it('keeps text at 4.5 and more on every ground', () => {
    for (const ground of GROUNDS) {
      for (const token of WRITING) {
        expect(contrast(colour(token), colour(ground)), `${token} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('on-danger'), colour('danger'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('text'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('accent'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps marks that carry meaning at 3 and more', () => {
    for (const ground of ['ground', 'surface']) {
      for (const token of ['line-strong', 'danger', 'live-frame', ...CHART]) {
        expect(contrast(colour(token), colour(ground)), `${token} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('keeps gain and loss, and the hues of charts, apart for every eye', () => {
    for (const eyes of Object.keys(EYES) as (keyof typeof EYES)[]) {
      expect(distance(colour('blue-green'), colour('orange-red'), eyes), eyes).toBeGreaterThanOrEqual(0.1);
      for (const [index, one] of CHART.entries()) {
        for (const other of CHART.slice(index + 1)) {
          expect(
            distance(colour(one), colour(other), eyes),
            `${one}, ${other}, ${eyes}`,
          ).toBeGreaterThanOrEqual(0.06);
        }
      }
    }
  });
});
