/**
 * Where a figure comes from: the operation that answered, and the path within its answer.
 *
 * Written `readRevenue#strategies[strategy=momentum].earnings.net`, with the operation's path or query values before the
 * `#` where it has any: `readOrder?orderId=o-1#fills[fillId=f-1].fee`. A figure that is worked out of several values
 * names them all, separated by spaces.
 */
export type Source = `${string}#${string}`;

/** One step of a path: a field, or the element of a list whose field has a value. */
type Step = string | { readonly key: string; readonly value: string };

/** Follows a path into an answer; undefined where it leads nowhere. */
export function followPath(answer: unknown, path: string): unknown {
  let value = answer;
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value =
      typeof step === 'string'
        ? (value as Record<string, unknown>)[step]
        : Array.isArray(value)
          ? value.find((each) => matches(each, step))
          : undefined;
  }
  return value;
}

function matches(each: unknown, { key, value }: Exclude<Step, string>): boolean {
  // Several keys, `a+b=1+2`, where one alone does not tell rows apart.
  const keys = key.split('+');
  return keys.map((one) => String((each as Record<string, unknown>)[one])).join('+') === value;
}

function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  for (const [, field, key, value] of path.matchAll(/([^.[\]]+)|\[([^=\]]+)=([^\]]*)\]/g)) {
    if (field !== undefined) steps.push(field);
    else steps.push({ key: key as string, value: value as string });
  }
  return steps;
}
