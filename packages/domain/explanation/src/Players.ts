import { assert } from '@qca/base';

/** Who shares the credit: each column of a model's input belongs to one player. */
export interface Players {
  readonly count: number;
  /** Shape: [player]. */
  readonly names: readonly string[];
  /** Player of each column. Shape: [column], whole numbers from 0 up to `count`. */
  readonly playerOf: Int32Array;
}

/** Every column plays for itself. */
export function columnPlayers(names: readonly string[]): Players {
  return { count: names.length, names, playerOf: Int32Array.from(names, (_, column) => column) };
}

/**
 * Blocks of lags as players, for a model that reads a window of past rows.
 *
 * Neighbouring lags of one series say nearly the same, and single lags would share one credit by chance.
 * Columns are laid out [lag][feature], newest lag first; `oldestFirst` turns the lags round. The last block
 * is shorter when `blockLags` does not divide `lags`. With `together`, all features of a block are one player
 * (when did it matter?); else each feature has its own blocks (what mattered, and when?).
 */
export function timeWindowPlayers({
  features,
  lags,
  blockLags,
  together = false,
  oldestFirst = false,
}: {
  readonly features: readonly string[];
  readonly lags: number;
  readonly blockLags: number;
  readonly together?: boolean;
  readonly oldestFirst?: boolean;
}): Players {
  assert(features.length > 0, 'a time window needs at least one feature');
  assert(Number.isSafeInteger(lags) && lags >= 1, 'a time window needs at least one lag');
  assert(Number.isSafeInteger(blockLags) && blockLags >= 1, 'a block of lags holds at least one');
  const blocks = Math.ceil(lags / blockLags);
  const blockNames = Array.from({ length: blocks }, (_, block) => {
    const first = block * blockLags;
    const last = Math.min(first + blockLags, lags) - 1;
    return first === last ? `lag ${first}` : `lags ${first}-${last}`;
  });
  const names = together
    ? blockNames
    : blockNames.flatMap((block) => features.map((feature) => `${feature}, ${block}`));
  const playerOf = new Int32Array(lags * features.length);
  for (let column = 0; column < playerOf.length; column += 1) {
    const position = Math.floor(column / features.length);
    const block = Math.floor((oldestFirst ? lags - 1 - position : position) / blockLags);
    playerOf[column] = together ? block : block * features.length + (column % features.length);
  }
  return { count: names.length, names, playerOf };
}
