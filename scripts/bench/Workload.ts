/** A figure that must be right before a speed means anything. */
export interface Check {
  readonly name: string;
  readonly expected: number | string;
  readonly actual: number | string;
  readonly ok: boolean;
}

/** Something that runs the workload and says how fast: ours, a bare loop, or a peer. */
export interface Runner {
  readonly name: string;
  readonly version: string;
  /** Untimed runs at first, where the usual number is not right. */
  readonly warmUps?: number;
  /** Runs the workload once and returns its speed in the workload's unit: more is faster. */
  run(): Promise<number> | number;
  /** Further figures of the last run, such as its parts or its answers. */
  details?(): Details;
  close?(): void;
}

export type Details = Readonly<Record<string, number | string>>;

/** A workload with its data in memory. */
export interface Prepared {
  readonly unit: string;
  readonly ours: Runner;
  /** Compared with in the same run; runners that need nothing installed come first. */
  readonly peers: readonly Runner[];
  /** Peers that could not be had, with the reason. */
  readonly missing?: readonly Missing[];
  /** Called once, after the timed runs. */
  check(): readonly Check[];
}

export interface Missing {
  readonly name: string;
  readonly reason: string;
}

export interface Settings {
  /** Folder of the recorded markets. */
  readonly data: string;
  /** Folder the peers live in; absent when none were asked for. */
  readonly peers?: string;
}

export interface Workload {
  readonly name: string;
  readonly title: string;
  prepare(settings: Settings): Promise<Prepared> | Prepared;
}

/** Returns a check that holds when both are the same, or within `tolerance` of each other. */
export function check(
  name: string,
  expected: number | string,
  actual: number | string,
  tolerance = 0,
): Check {
  const isNear =
    typeof expected === 'number' && typeof actual === 'number' && Math.abs(expected - actual) <= tolerance;
  return { name, expected, actual, ok: expected === actual || isNear };
}
