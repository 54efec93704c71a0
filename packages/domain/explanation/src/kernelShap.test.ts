import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalitionPlan, coalitionValues, planRows } from './coalitionPlan.ts';
import { coalitionTable, exactShapley } from './exactShapley.ts';
import { type Game, interventionalGame } from './Game.ts';
import { airportGame } from './games.ts';
import { kernelAttribution, kernelShap } from './kernelShap.ts';
import { columnPlayers } from './Players.ts';
import { permutationShapley } from './permutationShapley.ts';

/** Pairs and triples of players that are worth something together. */
function randomGame(players: number, seed: number): Game {
  const random = new Random(seed);
  const terms = Array.from({ length: 3 * players }, () => ({
    members: Array.from({ length: 1 + random.nextBelow(3) }, () => random.nextBelow(players)),
    worth: random.nextGaussian(),
  }));
  return {
    players,
    value: (members) =>
      1 +
      terms.reduce(
        (sum, term) => sum + (term.members.every((player) => members[player] === 1) ? term.worth : 0),
        0,
      ),
  };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const distance = (one: Float64Array, other: Float64Array): number =>
  Math.hypot(...one.map((value, index) => value - (other[index] as number)));

describe('KernelSHAP', () => {
  it('equals the exact values when it asks every coalition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer(), (players, seed) => {
        const game = randomGame(players, seed);
        const found = kernelShap(game, { budget: 2 ** players + 2 * players, random: new Random(1) });
        expect(found.complete).toBe(true);
        expect(found.evaluations).toBe(2 ** players);
        expect(distance(found.phi, exactShapley(coalitionTable(game)).phi)).toBeLessThan(1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up exactly, and comes near, with a sample', () => {
    const game = randomGame(14, 3);
    const exact = exactShapley(coalitionTable(game)).phi;
    const found = kernelShap(game, { budget: 600, random: new Random(1) });
    expect(found.complete).toBe(false);
    expect(found.evaluations).toBeLessThanOrEqual(602);
    expect(found.base + sum(found.phi)).toBeCloseTo(found.prediction, 10);
    expect(distance(found.phi, exact) / Math.hypot(...exact)).toBeLessThan(0.05);
  });

  it('is exact for a sum of players whatever it draws', () => {
    const worths = Array.from({ length: 40 }, (_, player) => player - 7.5);
    const value = (members: Uint8Array): number =>
      worths.reduce((total, worth, player) => total + worth * (members[player] as number), 2);
    const { phi } = kernelShap({ players: 40, value }, { budget: 200, random: new Random(9) });
    expect(distance(phi, Float64Array.from(worths))).toBeLessThan(1e-9);
  });

  it('is unbiased: the mean over seeds comes near the exact values', () => {
    const game = randomGame(8, 5);
    const exact = exactShapley(coalitionTable(game)).phi;
    const mean = new Float64Array(8);
    for (let seed = 0; seed < 300; seed += 1) {
      kernelShap(game, { budget: 40, random: new Random(seed) }).phi.forEach((value, player) => {
        mean[player] = (mean[player] as number) + value / 300;
      });
    }
    expect(distance(mean, exact) / Math.hypot(...exact)).toBeLessThan(0.03);
  });

  it('asks each coalition with its complement, and weighs both the same', () => {
    const plan = coalitionPlan({ players: 12, budget: 300, random: new Random(4) });
    const weightOf = new Map(
      plan.coalitions.map((members, index) => [members.join(''), plan.weights[index]]),
    );
    expect(weightOf.size).toBe(plan.coalitions.length);
    for (const members of plan.coalitions) {
      const complement = members.map((member) => 1 - member).join('');
      expect(weightOf.get(complement)).toBe(weightOf.get(members.join('')));
    }
    expect(sum(plan.weights)).toBeCloseTo(1, 12);
  });

  it('gives the same through rows that a model predicts in one batch', () => {
    const model = (row: Float64Array): number =>
      (row[0] as number) * (row[1] as number) + Math.max(0, row[2] as number);
    const x = Float64Array.of(1, 2, 3);
    const background = [Float64Array.of(0, 1, -1), Float64Array.of(2, 0.5, 1)];
    const explained = { x, background, players: columnPlayers(['a', 'b', 'c']) };
    const plan = coalitionPlan({ players: 3, budget: 6, random: new Random(1) });
    const predictions = planRows(plan, explained).map(model);
    const exact = exactShapley(coalitionTable(interventionalGame({ model, ...explained })));
    const found = kernelAttribution(plan, coalitionValues(plan, predictions));
    expect(distance(found.phi, exact.phi)).toBeLessThan(1e-12);
    expect(found.base).toBeCloseTo(exact.base, 12);
    expect(() => coalitionValues(plan, predictions.slice(1))).toThrow(/do not match/);
  });

  it('refuses a budget that leaves a player out', () => {
    expect(() => kernelShap(airportGame([1, 2, 3]), { budget: 5, random: new Random(1) })).toThrow(
      /too small/,
    );
  });
});

describe('permutation sampling', () => {
  it('adds up exactly with any number of orders', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        (players, pairs, seed) => {
          const { phi, base, prediction } = permutationShapley(randomGame(players, seed), {
            pairs,
            random: new Random(seed),
          });
          expect(base + sum(phi)).toBeCloseTo(prediction, 11);
        },
      ),
    );
  });

  it('comes as near as its own standard error says', () => {
    const game = airportGame([8, 11, 13, 18, 25, 40]);
    const exact = exactShapley(coalitionTable(game)).phi;
    let inside = 0;
    for (let seed = 0; seed < 100; seed += 1) {
      const { phi, error } = permutationShapley(game, { pairs: 50, random: new Random(seed) });
      inside += phi.filter(
        (value, player) => Math.abs(value - (exact[player] as number)) <= 2 * (error[player] as number),
      ).length;
    }
    // 95 % of 600, with room for heavy tails of few pairs.
    expect(inside / 600).toBeGreaterThan(0.9);
  });

  it('falls with the root of the number of orders', () => {
    const game = randomGame(8, 2);
    const exact = exactShapley(coalitionTable(game)).phi;
    const errorOf = (pairs: number): number => {
      let squares = 0;
      for (let seed = 0; seed < 60; seed += 1)
        squares += distance(permutationShapley(game, { pairs, random: new Random(seed) }).phi, exact) ** 2;
      return Math.sqrt(squares / 60);
    };
    const ratio = errorOf(10) / errorOf(160);
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(5.3);
  });

  it('is exact for pairs of players, thanks to the reverse orders', () => {
    const value = (members: Uint8Array): number =>
      3 * (members[0] as number) * (members[1] as number) - (members[2] as number);
    const { phi, evaluations } = permutationShapley(
      { players: 3, value },
      { pairs: 1, random: new Random(1) },
    );
    expect(Array.from(phi)).toEqual([1.5, 1.5, -1]);
    expect(evaluations).toBe(6);
  });

  it('refuses to draw nothing', () => {
    expect(() => permutationShapley(airportGame([1]), { pairs: 0, random: new Random(1) })).toThrow(
      /at least one/,
    );
  });
});
