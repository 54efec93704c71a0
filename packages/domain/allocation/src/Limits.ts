import { Refusal } from '@qca/base';
import { identity } from '@qca/numerics';
import type { LinearProgram, Row } from './LinearProgram.ts';
import { solveQuadratic } from './solveQuadratic.ts';

/** Assets whose weights together stay between two ends. */
export interface Group {
  readonly name: string;
  /** Columns of the assets. */
  readonly members: readonly number[];
  readonly minimum: number;
  readonly maximum: number;
}

/** What a portfolio may look like. Weights are shares of its value and sum to 1, or to `total`. */
export interface Limits {
  /** Names of the assets, for messages. */
  readonly assets: readonly string[];
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly groups?: readonly Group[];
  /** 0 for a market-neutral portfolio, whose short weights pay for the long ones. */
  readonly total?: 0 | 1;
  /** Σ |weight − current| stays at or below `maximum`: moving a tenth from one asset to another counts 0.2. */
  readonly turnover?: { readonly current: ArrayLike<number>; readonly maximum: number };
}

/** The limits of a plain long-only portfolio. */
export function longOnly(assets: readonly string[]): Limits {
  return { assets, lower: assets.map(() => 0), upper: assets.map(() => 1) };
}

/**
 * The limits as the beginning of a program. Variables: one weight per asset, and with a turnover limit as many amounts
 * bought and then sold. The first row is that the weights sum to 1.
 */
export function programOf(limits: Limits): LinearProgram {
  const { assets, groups = [], turnover, total = 1 } = limits;
  const count = assets.length;
  const all = assets.map((_, index) => index);
  const rows: Row[] = [
    {
      name: `weights sum to ${total}`,
      indices: all,
      values: all.map(() => 1),
      lower: total,
      upper: total,
    },
    ...groups.map(({ name, members, minimum, maximum }) => ({
      name: `group ${name} from ${minimum} to ${maximum}`,
      indices: members,
      values: members.map(() => 1),
      lower: minimum,
      upper: maximum,
    })),
  ];
  if (turnover === undefined)
    return {
      cost: new Float64Array(count),
      lower: Float64Array.from(limits.lower),
      upper: Float64Array.from(limits.upper),
      rows,
    };
  for (const index of all) {
    const held = turnover.current[index] as number;
    rows.push({
      indices: [index, count + index, 2 * count + index],
      values: [1, -1, 1],
      lower: held,
      upper: held,
    });
  }
  rows.push({
    name: `turnover up to ${turnover.maximum}`,
    indices: Array.from({ length: 2 * count }, (_, index) => count + index),
    values: Array.from({ length: 2 * count }, () => 1),
    lower: Number.NEGATIVE_INFINITY,
    upper: turnover.maximum,
  });
  return {
    cost: new Float64Array(3 * count),
    lower: Float64Array.from({ length: 3 * count }, (_, index) =>
      index < count ? (limits.lower[index] as number) : 0,
    ),
    upper: Float64Array.from({ length: 3 * count }, (_, index) =>
      index < count ? (limits.upper[index] as number) : Number.POSITIVE_INFINITY,
    ),
    rows,
  };
}

/**
 * Says which limits no portfolio can keep together: a smallest set of them, found by QuickXplain (Junker 2004).
 *
 * The program is one made by `programOf`, with named rows added where there are more wishes.
 */
export function infeasible(program: LinearProgram, assets: readonly string[]): Refusal {
  const wishes = wishesOf(program, assets);
  const conflict = quickXplain({ program, assets: assets.length }, [], wishes, false);
  const names = conflict.map(({ name }) => name);
  return new Refusal({
    kind: 'infeasible',
    what: `no portfolio keeps these limits together: ${names.join('; ')}`,
    where: 'limits',
    remedy: 'Loosen one of them.',
  });
}

/** A limit that a person asked for, and could take back. */
interface Wish {
  readonly name: string;
  readonly row?: number;
  readonly lowerOf?: number;
  readonly upperOf?: number;
}

function wishesOf(program: LinearProgram, assets: readonly string[]): Wish[] {
  const wishes: Wish[] = [];
  program.rows.forEach(({ name }, row) => {
    if (name !== undefined) wishes.push({ name, row });
  });
  assets.forEach((asset, index) => {
    const [lower, upper] = [program.lower[index] as number, program.upper[index] as number];
    if (Number.isFinite(lower)) wishes.push({ name: `${asset} at least ${lower}`, lowerOf: index });
    if (Number.isFinite(upper)) wishes.push({ name: `${asset} at most ${upper}`, upperOf: index });
  });
  return wishes;
}

interface Search {
  readonly program: LinearProgram;
  /** The first variables are weights; their bounds are wishes. */
  readonly assets: number;
}

function quickXplain(
  search: Search,
  kept: readonly Wish[],
  wishes: readonly Wish[],
  isNew: boolean,
): readonly Wish[] {
  if (isNew && !isFeasible(search, kept)) return [];
  if (wishes.length <= 1) return wishes;
  const half = Math.floor(wishes.length / 2);
  const [first, second] = [wishes.slice(0, half), wishes.slice(half)];
  const ofSecond = quickXplain(search, [...kept, ...first], second, first.length > 0);
  const ofFirst = quickXplain(search, [...kept, ...ofSecond], first, ofSecond.length > 0);
  return [...ofFirst, ...ofSecond];
}

/** Whether anything keeps the kept wishes and the rows that are no wishes: the nearest such point to the origin exists. */
function isFeasible({ program, assets }: Search, kept: readonly Wish[]): boolean {
  const { rows, lower, upper, cost } = program;
  const keptRows = new Set(kept.map(({ row }) => row));
  const keptLower = new Set(kept.map(({ lowerOf }) => lowerOf));
  const keptUpper = new Set(kept.map(({ upperOf }) => upperOf));
  const solution = solveQuadratic({
    hessian: identity(cost.length),
    cost: new Float64Array(cost.length),
    rows: rows.filter(({ name }, row) => name === undefined || keptRows.has(row)),
    lower: lower.map((value, index) =>
      index >= assets || keptLower.has(index) ? value : Number.NEGATIVE_INFINITY,
    ),
    upper: upper.map((value, index) =>
      index >= assets || keptUpper.has(index) ? value : Number.POSITIVE_INFINITY,
    ),
  });
  return solution.status === 'optimal';
}
