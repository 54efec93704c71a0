import { relative, sep } from 'node:path';

/** Istanbul's summary: per absolute path, and a `total` that is left out here. */
export type CoverageSummary = Readonly<
  Record<string, { readonly lines: { readonly total: number; readonly covered: number } }>
>;

export interface FloorCoverage {
  readonly folder: string;
  /** Percent of lines that ran; 100 when there are none. */
  readonly percent: number;
}

/** Returns the share of lines that ran below each folder of `root`. */
export function lineCoverage(
  summary: CoverageSummary,
  { root, folders }: { root: string; folders: readonly string[] },
): FloorCoverage[] {
  const files = Object.entries(summary).map(([path, { lines }]) => ({
    path: relative(root, path).split(sep).join('/'),
    lines,
  }));
  return folders.map((folder) => {
    const within = files.filter(({ path }) => path.startsWith(`${folder}/`));
    const total = within.reduce((sum, { lines }) => sum + lines.total, 0);
    const covered = within.reduce((sum, { lines }) => sum + lines.covered, 0);
    return { folder, percent: total === 0 ? 100 : (100 * covered) / total };
  });
}
