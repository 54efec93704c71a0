/** What tests ran of one file. */
export interface FileCoverage {
  readonly file: string;
  readonly lines: Part;
  readonly branches: Part;
  /** Lines that nothing ran, and lines with a branch that nothing took. */
  readonly missedLines: readonly number[];
  readonly missedBranches: readonly number[];
}

export interface Part {
  readonly hit: number;
  readonly all: number;
}

/** Reads a report in the format of lcov. A line or a branch may be reported more than once; once hit is hit. */
export function readLcov(report: string): FileCoverage[] {
  const files = new Map<string, { lines: Map<string, boolean>; branches: Map<string, boolean> }>();
  let current: ReturnType<typeof files.get>;
  for (const line of report.split('\n')) {
    const [, kind, rest = ''] = /^(SF|DA|BRDA):(.*)$/.exec(line.trim()) ?? [];
    if (kind === 'SF') {
      current = files.get(rest) ?? { lines: new Map(), branches: new Map() };
      files.set(rest, current);
    } else if (kind !== undefined && current !== undefined) {
      const parts = rest.split(',');
      const isHit = Number(kind === 'DA' ? parts[1] : parts[3]) > 0;
      const [marks, key] =
        kind === 'DA' ? [current.lines, parts[0] ?? ''] : [current.branches, parts.slice(0, 3).join(',')];
      marks.set(key, (marks.get(key) ?? false) || isHit);
    }
  }
  return [...files].map(([file, { lines, branches }]) => ({
    file,
    lines: partOf(lines),
    branches: partOf(branches),
    missedLines: missedOf(lines),
    missedBranches: missedOf(branches),
  }));
}

function partOf(marks: ReadonlyMap<string, boolean>): Part {
  return { hit: [...marks.values()].filter(Boolean).length, all: marks.size };
}

function missedOf(marks: ReadonlyMap<string, boolean>): number[] {
  return [...marks].filter(([, isHit]) => !isHit).map(([key]) => Number.parseInt(key, 10));
}

/** Units: percent; what has nothing to run is whole. */
export function percentOf({ hit, all }: Part): number {
  return all === 0 ? 100 : (100 * hit) / all;
}

export function sumOf(parts: readonly Part[]): Part {
  return parts.reduce((sum, part) => ({ hit: sum.hit + part.hit, all: sum.all + part.all }), {
    hit: 0,
    all: 0,
  });
}
