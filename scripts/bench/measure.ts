import type { Check, Details, Missing, Prepared, Runner, Workload } from './Workload.ts';

/** Middle, slowest and fastest of the timed runs. */
export interface Speed {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export interface Report {
  readonly workload: string;
  readonly title: string;
  readonly ours: Speed & { readonly unit: string; readonly details?: Details };
  /** `ratio` is our speed ÷ theirs, middle by middle. */
  readonly peers: readonly (Speed & {
    readonly name: string;
    readonly version: string;
    readonly ratio: number;
    readonly details?: Details;
  })[];
  readonly missing: readonly Missing[];
  readonly checks: readonly Check[];
}

/** Runs before the clock counts: V8 compiles a loop that is entered anew for each run in several steps. */
const WARM_UPS = 5;

/**
 * Times one workload: warm-ups, then `repeat` rounds in which ours and every peer take turns, so that
 * whatever else the machine does meets all of them alike.
 */
export async function measure(workload: Workload, prepared: Prepared, repeat: number): Promise<Report> {
  const runners = [prepared.ours, ...prepared.peers];
  const speeds = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
  try {
    for (const runner of runners) {
      for (let round = 0; round < (runner.warmUps ?? WARM_UPS); round += 1) await runner.run();
    }
    for (let round = 0; round < repeat; round += 1) {
      for (const runner of runners) speeds.get(runner)!.push(await runner.run());
    }
    const ours = summarise(speeds.get(prepared.ours)!);
    return {
      workload: workload.name,
      title: workload.title,
      ours: { ...ours, unit: prepared.unit, ...detailsOf(prepared.ours) },
      peers: prepared.peers.map((peer) => {
        const theirs = summarise(speeds.get(peer)!);
        const ratio = ours.value / theirs.value;
        return { name: peer.name, version: peer.version, ...theirs, ratio, ...detailsOf(peer) };
      }),
      missing: prepared.missing ?? [],
      checks: prepared.check(),
    };
  } finally {
    for (const runner of runners) runner.close?.();
  }
}

export function summarise(speeds: readonly number[]): Speed {
  const sorted = [...speeds].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const value = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  return { value, min: sorted[0]!, max: sorted.at(-1)! };
}

function detailsOf(runner: Runner): { details?: Details } {
  return runner.details ? { details: runner.details() } : {};
}
