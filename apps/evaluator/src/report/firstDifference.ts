/** Where two pieces of plain data differ first, and how. */
export interface Difference {
  /** `report.gates[2].value`. */
  readonly path: string;
  readonly stated: unknown;
  readonly found: unknown;
}

/** Walks both in the order of the keys of the first; a key that only one has is a difference. Undefined when they are equal. */
export function firstDifference(stated: unknown, found: unknown, path: string): Difference | undefined {
  if (Object.is(stated, found)) return undefined;
  if (typeof stated !== 'object' || typeof found !== 'object' || stated === null || found === null)
    return { path, stated, found };
  if (Array.isArray(stated) !== Array.isArray(found)) return { path, stated, found };
  if (Array.isArray(stated) && Array.isArray(found)) {
    for (let index = 0; index < Math.max(stated.length, found.length); index += 1) {
      const difference = firstDifference(stated[index], found[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const one = stated as Record<string, unknown>;
  const other = found as Record<string, unknown>;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = firstDifference(one[key], other[key], `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
