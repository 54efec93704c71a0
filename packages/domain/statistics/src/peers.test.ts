import { expect, it } from 'vitest';
import { ask, oracle } from './ask.fixture.ts';

interface PeerCase {
  readonly estimator: string;
  readonly peer: string;
  readonly inputs: Record<string, unknown>;
  readonly expected: Record<string, unknown>;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function compare(answer: unknown, expected: unknown, tolerance: PeerCase['tolerance'], where: string): void {
  if (Array.isArray(expected)) {
    expect(answer, where).toHaveLength(expected.length);
    for (const [index, each] of expected.entries())
      compare((answer as unknown[])[index], each, tolerance, `${where}[${index}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [name, each] of Object.entries(expected))
      compare((answer as Record<string, unknown>)[name], each, tolerance, `${where}.${name}`);
  } else if (typeof expected === 'number') {
    expect(answer, where).toBeTypeOf('number');
    const room = tolerance.absolute + tolerance.relative * Math.abs(expected);
    expect(
      Math.abs((answer as number) - expected),
      `${where}: ${answer} for ${expected}`,
    ).toBeLessThanOrEqual(room);
  } else {
    expect(answer, where).toBe(WORDS[expected as string]);
  }
}

const cases = oracle('peers.json') as PeerCase[];

it.each(cases.map((each, index) => [`${each.estimator} (${index})`, each] as const))('%s', (_, each) => {
  compare(ask(each.estimator, each.inputs), each.expected, each.tolerance, each.peer);
});
