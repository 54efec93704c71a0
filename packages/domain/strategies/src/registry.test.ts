import { describe, expect, it } from 'vitest';
import { checkParameters } from './checkParameters.ts';
import { BUILT_IN_STRATEGIES, DEFAULT_STRATEGIES, findStrategy } from './registry.ts';

describe('registry', () => {
  it('is sorted by unique kebab-case names', () => {
    const names = BUILT_IN_STRATEGIES.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('finds by name', () => {
    for (const strategy of BUILT_IN_STRATEGIES) expect(findStrategy(strategy.name)).toBe(strategy);
    expect(findStrategy('martingale')).toBeUndefined();
  });

  it('runs all but sma-cross by default', () => {
    const left = BUILT_IN_STRATEGIES.filter((strategy) => !DEFAULT_STRATEGIES.includes(strategy));
    expect(left.map(({ name }) => name)).toEqual(['sma-cross']);
  });

  it.each(BUILT_IN_STRATEGIES)('$name explains itself and holds its own defaults and limits', (strategy) => {
    expect(strategy.summary).toMatch(/\.$/);
    expect(strategy.source.length).toBeGreaterThan(20);
    expect(Object.keys(strategy.limits ?? {}).sort()).toEqual(
      Object.keys(strategy.defaults as object).sort(),
    );
    expect(checkParameters(strategy, {})).toEqual({ ok: true, value: strategy.defaults });
    expect(JSON.parse(JSON.stringify(strategy.defaults))).toEqual(strategy.defaults);
    expect(checkParameters(strategy, { nonsense: 1 })).toMatchObject({
      ok: false,
      rejection: { key: 'nonsense' },
    });
  });

  it.each(BUILT_IN_STRATEGIES)('$name says what is missing where there is nothing', (strategy) => {
    const nothing = { instruments: [], data: [], barIntervalUs: [], reportingAsset: 'USD' };
    const fitted = strategy.fit(nothing, strategy.defaults);
    expect(fitted).toMatchObject({ ok: false, rejection: { kind: 'data-does-not-support' } });
  });
});
