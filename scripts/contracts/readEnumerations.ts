import type { Proof } from './readHalmos.ts';

/** The parts of forge's report that are read. */
export type EnumerationReport = Readonly<
  Record<
    string,
    {
      readonly test_results: Readonly<Record<string, { readonly status: string; readonly duration: string }>>;
    }
  >
>;

const SECONDS_IN: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 };

/** Reads what became of the functions that try every value themselves, by the names that they have in the sources. */
export function readEnumerations(report: EnumerationReport): Proof[] {
  return Object.entries(report).flatMap(([contract, { test_results: results }]) =>
    Object.entries(results).map(([name, { status, duration }]) => ({
      contract: contract.split(':').at(-1) ?? contract,
      property: (name.split('(')[0] ?? name).replace(/^test_/, ''),
      proved: status === 'Success',
      seconds: secondsOf(duration),
    })),
  );
}

/** Reads times as forge writes them: `1m 2s 30ms`. */
function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(\p{Letter}+)/gu)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS_IN[unit ?? ''] ?? 0), 0);
}
