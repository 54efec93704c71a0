import type { SimulatedPaths } from './PathBlock.ts';

export interface PathSummary {
  /** Mean value at the end, the start being 1. */
  readonly mean: number;
  /** Value at the end that the given share of the paths stays below. */
  readonly terminal: readonly number[];
  /** Deepest drawdown that the given share of the paths stays within. */
  readonly drawdown: readonly number[];
  readonly meanDrawdown: number;
  /** Share of the paths that end below the start. */
  readonly loss: number;
  /** Share of the paths that ever stand at or below the level of ruin at the end of a period. */
  readonly ruin: number;
}

/** What a risk report asks of simulated paths. `levels` are shares; `ruin` is a value, the start being 1. */
export function summarisePaths(
  { terminal, drawdown, lowest }: SimulatedPaths,
  { levels, ruin }: { levels: ArrayLike<number>; ruin: number },
): PathSummary {
  const ends = terminal.slice().sort();
  const falls = drawdown.slice().sort();
  return {
    mean: meanOf(terminal),
    terminal: Array.from(levels, (level) => quantile(ends, level)),
    drawdown: Array.from(levels, (level) => quantile(falls, level)),
    meanDrawdown: meanOf(drawdown),
    loss: shareOf(terminal, (value) => value < 1),
    ruin: shareOf(lowest, (value) => value <= ruin),
  };
}

/** Linear between the two nearest of the sorted values, as numpy has it by default. */
export function quantile(sorted: Float64Array, level: number): number {
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shareOf(values: Float64Array, isCounted: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (isCounted(value) ? 1 : 0), 0) / values.length;
}
