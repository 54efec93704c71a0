/** A broken promise of our own code. Never caught to continue: recovery is replay. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Crashes when `condition` is false. Stays on in production: corrupt state is worse than no state. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** Returns `value` when it is present, crashes otherwise. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Bug(`${what} is missing`);
  return value;
}

/** Marks the branch a union's exhaustive switch can never reach. */
export function unreachable(value: never): never {
  throw new Bug(`unexpected value ${JSON.stringify(value, withBigints)}`);
}

// JSON has no word for a bigint, and a crash while reporting a crash would hide the first.
function withBigints(_key: string, item: unknown): unknown {
  return typeof item === 'bigint' ? `${item}n` : item;
}
