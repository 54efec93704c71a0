import { describe, expect, it } from 'vitest';
import { ATTRIBUTION_NOTE } from './Attribution.ts';
import { columnPlayers, timeWindowPlayers } from './Players.ts';
import { explainDecision, summariseAttributions } from './summary.ts';

const players = columnPlayers(['rsi', 'atr', 'volume', 'hour']);

describe('one decision', () => {
  const attribution = { phi: Float64Array.of(1, -4, 0, 3), base: 10, prediction: 10 };

  it('lists the largest pushes first, and adds up', () => {
    const { pushes, rest, note, base, prediction } = explainDecision(attribution, { players, most: 2 });
    expect(pushes).toEqual([
      { player: 'atr', phi: -4, share: 0.5, direction: 'down' },
      { player: 'hour', phi: 3, share: 0.375, direction: 'up' },
    ]);
    expect(rest).toBe(1);
    expect(base + pushes.reduce((sum, { phi }) => sum + phi, rest)).toBe(prediction);
    expect(note).toBe(ATTRIBUTION_NOTE);
    expect(note).toContain('not causes of the market');
  });

  it('keeps the order of players that push alike, and says when nothing pushes', () => {
    const flat = explainDecision({ phi: new Float64Array(4), base: 1, prediction: 1 }, { players, most: 4 });
    expect(flat.pushes.map(({ player }) => player)).toEqual(['rsi', 'atr', 'volume', 'hour']);
    expect(flat.pushes.every(({ share, direction }) => share === 0 && direction === 'none')).toBe(true);
  });

  it('refuses an attribution of other players', () => {
    expect(() => explainDecision({ ...attribution, phi: Float64Array.of(1) }, { players, most: 1 })).toThrow(
      /players/,
    );
  });
});

describe('many decisions', () => {
  const two = columnPlayers(['a', 'b']);
  const rows = [Float64Array.of(1, 5), Float64Array.of(2, 1), Float64Array.of(3, 0)];
  const phi = [Float64Array.of(-2, 2), Float64Array.of(0, 2), Float64Array.of(2, 2)];

  it('takes means of size and of value, and the direction', () => {
    const summary = summariseAttributions({ phi, rows, players: two });
    expect(Array.from(summary.meanAbs)).toEqual([4 / 3, 2]);
    expect(Array.from(summary.mean)).toEqual([0, 2]);
    expect(summary.share[0]).toBeCloseTo(0.4, 15);
    expect(summary.direction[0]).toBeCloseTo(1, 15);
    expect(summary.direction[1]).toBeNaN();
  });

  it('has no direction for a player of several columns', () => {
    const block = { count: 1, names: ['ab'], playerOf: Int32Array.of(0, 0) };
    const summary = summariseAttributions({ phi: phi.map((row) => row.slice(0, 1)), rows, players: block });
    expect(summary.direction[0]).toBeNaN();
  });

  it('refuses rows and attributions that differ in number', () => {
    expect(() => summariseAttributions({ phi, rows: rows.slice(1), players: two })).toThrow(
      /differ in number/,
    );
    expect(() => summariseAttributions({ phi: [], rows: [], players: two })).toThrow(/differ in number/);
  });
});

describe('players of a time window', () => {
  it('gives each feature its blocks of lags, the last one shorter', () => {
    const { names, playerOf, count } = timeWindowPlayers({ features: ['r', 'v'], lags: 3, blockLags: 2 });
    expect(names).toEqual(['r, lags 0-1', 'v, lags 0-1', 'r, lag 2', 'v, lag 2']);
    expect(Array.from(playerOf)).toEqual([0, 1, 0, 1, 2, 3]);
    expect(count).toBe(4);
  });

  it('puts the features of a block together, and turns lags round', () => {
    const { names, playerOf } = timeWindowPlayers({
      features: ['r', 'v'],
      lags: 3,
      blockLags: 2,
      together: true,
      oldestFirst: true,
    });
    expect(names).toEqual(['lags 0-1', 'lag 2']);
    expect(Array.from(playerOf)).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('refuses windows of nothing', () => {
    expect(() => timeWindowPlayers({ features: [], lags: 1, blockLags: 1 })).toThrow(/feature/);
    expect(() => timeWindowPlayers({ features: ['r'], lags: 0, blockLags: 1 })).toThrow(/at least one lag/);
    expect(() => timeWindowPlayers({ features: ['r'], lags: 1, blockLags: 0.5 })).toThrow(/block/);
  });
});
