import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalitionTable, exactShapley } from './exactShapley.ts';
import { type Game, interventionalGame } from './Game.ts';
import { airportGame, gloveGame } from './games.ts';
import { columnPlayers } from './Players.ts';

const closeTo = (values: Float64Array, expected: readonly number[], digits = 12): void => {
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(values[index]).toBeCloseTo(value, digits);
  });
};

/** Every order of joining, played out: the definition, without weights. */
function byOrders(game: Game): Float64Array {
  const phi = new Float64Array(game.players);
  let orders = 0;
  const join = (
    members: Uint8Array,
    left: readonly number[],
    gains: readonly (readonly [number, number])[],
  ): void => {
    if (left.length === 0) {
      orders += 1;
      for (const [player, gain] of gains) phi[player] = (phi[player] as number) + gain;
    }
    for (const player of left) {
      const after = members.slice();
      after[player] = 1;
      const gain = game.value(after) - game.value(members);
      join(
        after,
        left.filter((other) => other !== player),
        [...gains, [player, gain]],
      );
    }
  };
  join(
    new Uint8Array(game.players),
    Array.from({ length: game.players }, (_, player) => player),
    [],
  );
  return phi.map((value) => value / orders);
}

function randomTable(players: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: 2 ** players }, () => random.nextGaussian());
}

const anyTable = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer())
  .map(([players, seed]) => randomTable(players, seed));

describe('exact Shapley values', () => {
  it('shares the gloves 1/6, 1/6, 2/3', () => {
    closeTo(exactShapley(coalitionTable(gloveGame({ left: 2, right: 1 }))).phi, [1 / 6, 1 / 6, 2 / 3]);
  });

  it('shares the runway 2, 3, 4, 9', () => {
    closeTo(exactShapley(coalitionTable(airportGame([8, 11, 13, 18]))).phi, [2, 3, 4, 9]);
  });

  it('is the mean gain over all orders of joining', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const players = Math.log2(table.length);
        const value = (members: Uint8Array): number =>
          table[members.reduce((mask, member, player) => mask + member * 2 ** player, 0)] as number;
        closeTo(exactShapley(table).phi, Array.from(byOrders({ players, value })), 10);
      }),
      { numRuns: 40 },
    );
  });

  it('is efficient: phi adds up to the value of all', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const { phi, base, prediction } = exactShapley(table);
        expect(base + phi.reduce((sum, value) => sum + value, 0)).toBeCloseTo(prediction, 11);
      }),
    );
  });

  it('gives a dummy nothing and players that are alike the same', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        // Players 0 and 1 count by their number alone; player 3 changes nothing.
        const values = randomTable(3, seed);
        const value = (members: Uint8Array): number =>
          values[(members[0] as number) + (members[1] as number) + 4 * (members[2] as number)] as number;
        const { phi } = exactShapley(coalitionTable({ players: 4, value }));
        expect(phi[0]).toBeCloseTo(phi[1] as number, 12);
        expect(phi[3]).toBe(0);
      }),
    );
  });

  it('is linear in the game', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: -5, max: 5, noNaN: true }), (seed, factor) => {
        const one = randomTable(4, seed);
        const other = randomTable(4, seed + 1);
        const sum = one.map((value, mask) => value + factor * (other[mask] as number));
        const parts = [exactShapley(one).phi, exactShapley(other).phi] as const;
        closeTo(
          exactShapley(sum).phi,
          Array.from(parts[0], (value, player) => value + factor * (parts[1][player] as number)),
          10,
        );
      }),
    );
  });

  it('does not mind how players are numbered', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 6 }), (costs) => {
        const backwards = exactShapley(coalitionTable(airportGame([...costs].reverse()))).phi;
        closeTo(exactShapley(coalitionTable(airportGame(costs))).phi, Array.from(backwards).reverse(), 10);
      }),
    );
  });

  it('refuses tables that are no game and games too large to enumerate', () => {
    expect(() => exactShapley(new Float64Array(3))).toThrow(/2\^n/);
    expect(() => coalitionTable({ players: 21, value: () => 0 })).toThrow(/too many/);
  });
});

describe('interventional game', () => {
  it('values a line at w (x - mean)', () => {
    const rows = [Float64Array.of(1, 4), Float64Array.of(3, 0)];
    const model = (row: Float64Array): number => 5 * (row[0] as number) - 2 * (row[1] as number);
    const game = interventionalGame({
      model,
      x: Float64Array.of(7, 1),
      background: rows,
      players: columnPlayers(['a', 'b']),
    });
    const { phi, base } = exactShapley(coalitionTable(game));
    closeTo(phi, [5 * (7 - 2), -2 * (1 - 2)]);
    expect(base).toBe(5 * 2 - 2 * 2);
  });

  it('refuses an empty background and rows of other lengths', () => {
    const players = columnPlayers(['a']);
    const of =
      (x: number[], background: number[][]): (() => Game) =>
      () =>
        interventionalGame({
          model: () => 0,
          x: Float64Array.from(x),
          background: background.map((row) => Float64Array.from(row)),
          players,
        });
    expect(of([1], [])).toThrow(/at least one background row/);
    expect(of([1], [[1, 2]])).toThrow(/different numbers of columns/);
    expect(of([1, 2], [[1, 2]])).toThrow(/players cover another number/);
  });
});
