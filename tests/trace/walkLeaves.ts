/** A leaf of an answer that is not as the journal says. */
export interface Fault {
  readonly path: string;
  readonly what: string;
}

export interface Walked {
  /** Leaves that are as expected. */
  readonly proved: number;
  /** Paths, list places as `[]`, of leaves that are let through unproved. */
  readonly excused: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

/**
 * Walks every leaf of an answer beside what is expected of it. A leaf that nothing is expected of is a fault unless
 * `isExcused` knows its path; so is one that is expected and not there.
 */
export function walkLeaves(
  answer: unknown,
  expected: unknown,
  isExcused: (path: string, value: unknown) => boolean,
): Walked {
  let proved = 0;
  const excused = new Set<string>();
  const faults: Fault[] = [];
  const walk = (actual: unknown, wanted: unknown, path: string): void => {
    if (isBranch(actual) && (isBranch(wanted) || wanted === undefined)) {
      const keys = new Set([...Object.keys(actual), ...Object.keys(wanted ?? {})]);
      if (Array.isArray(actual) && Array.isArray(wanted) && actual.length !== wanted.length)
        faults.push({ path, what: `${actual.length} instead of ${wanted.length}` });
      if (keys.size > 0) {
        for (const key of keys)
          walk(
            valueAt(actual, key),
            valueAt(wanted, key),
            Array.isArray(actual) ? `${path}[]` : `${path}.${key}`,
          );
        return;
      }
      if (wanted !== undefined) return;
    }
    if (wanted !== undefined && Object.is(actual, wanted)) proved += 1;
    else if (actual !== undefined && wanted === undefined && isExcused(path, actual)) excused.add(path);
    else faults.push({ path, what: `${textOf(actual)} instead of ${textOf(wanted)}` });
  };
  walk(answer, expected, '');
  return { proved, excused, faults };
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function valueAt(value: unknown, key: string): unknown {
  return isBranch(value) ? value[key] : undefined;
}

function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
