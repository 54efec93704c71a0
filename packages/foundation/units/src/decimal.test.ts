import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { vectorCases } from './vectors.fixture.ts';

interface Case {
  readonly text: string;
  readonly decimals: number;
  readonly atoms?: string;
  readonly canonical?: string;
  readonly kind?: string;
}

const atoms = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const scale = fc.integer({ min: 0, max: 30 });

describe('parseDecimal and formatDecimal', () => {
  it('undo each other', () => {
    fc.assert(
      fc.property(atoms, scale, (value, decimals) => {
        expect(parseDecimal(formatDecimal(value, decimals), decimals)).toEqual({ ok: true, value });
      }),
    );
  });

  it('write one text per number: no trailing zeros, a leading digit, no negative zero', () => {
    fc.assert(
      fc.property(atoms, scale, (value, decimals) => {
        expect(formatDecimal(value, decimals)).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
    );
    expect(formatDecimal(-0n, 8)).toBe('0');
  });

  it('agree with the shared vectors', () => {
    const cases = vectorCases<Case>('decimal');
    expect(cases.length).toBeGreaterThan(150);
    for (const { text, decimals, atoms: expected, canonical, kind } of cases) {
      const parsed = parseDecimal(text, decimals);
      if (parsed.ok) {
        expect([text, decimals, parsed.value]).toEqual([text, decimals, BigInt(expected ?? 'refused')]);
        expect(formatDecimal(parsed.value, decimals)).toBe(canonical);
      } else {
        expect([text, decimals, parsed.rejection.kind]).toEqual([text, decimals, kind]);
      }
    }
  });

  it('read an exponent as the move of the point that it is', () => {
    fc.assert(
      fc.property(atoms, scale, fc.integer({ min: -20, max: 20 }), (value, decimals, exponent) => {
        const text = `${formatDecimal(value, decimals)}e${exponent}`;
        const room = decimals + 20;
        expect(parseDecimal(text, room)).toEqual({ ok: true, value: value * 10n ** BigInt(20 + exponent) });
      }),
    );
  });

  it('take 60 digits on each side of the point and exponents of three digits, no more', () => {
    const nines = '9'.repeat(60);
    expect(parseDecimal(`${nines}.${nines}`, 60)).toEqual({ ok: true, value: 10n ** 120n - 1n });
    expect(parseDecimal('1e999', 0)).toEqual({ ok: true, value: 10n ** 999n });
    expect(parseDecimal('1e-999', 999)).toEqual({ ok: true, value: 1n });
    for (const text of [`${nines}9`, `0.${nines}9`, '1e1000', '1e-1000']) {
      expect(parseDecimal(text, 60)).toEqual({ ok: false, rejection: { kind: 'not-a-decimal', text } });
    }
  });

  it('say how many decimals came and how many are allowed', () => {
    expect(parseDecimal('0.123', 2)).toEqual({
      ok: false,
      rejection: { kind: 'too-many-decimals', text: '0.123', decimals: 3, decimalsMax: 2 },
    });
    expect(parseDecimal('1.5e-3', 2)).toEqual({
      ok: false,
      rejection: { kind: 'too-many-decimals', text: '1.5e-3', decimals: 4, decimalsMax: 2 },
    });
    expect(parseDecimal('-0.5', 0)).toMatchObject({ ok: false, rejection: { decimals: 1, decimalsMax: 0 } });
  });

  it('refuse a number with one digit behind the scale, whatever the number', () => {
    fc.assert(
      fc.property(atoms, scale, fc.integer({ min: 1, max: 9 }), (value, decimals, digit) => {
        const finer = value * 10n + BigInt(value < 0n ? -digit : digit);
        expect(parseDecimal(formatDecimal(finer, decimals + 1), decimals)).toMatchObject({
          ok: false,
          rejection: { kind: 'too-many-decimals' },
        });
      }),
    );
  });
});
