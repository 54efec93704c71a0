/** One property, and whether it holds for every value. */
export interface Proof {
  readonly contract: string;
  readonly property: string;
  readonly proved: boolean;
  readonly seconds: number;
}

/** The parts of halmos' report that are read. */
export interface HalmosReport {
  readonly test_results: Readonly<
    Record<
      string,
      readonly {
        readonly name: string;
        readonly exitcode: number;
        readonly time?: readonly number[] | null;
      }[]
    >
  >;
}

/** Reads halmos' report. Exit code 0 is a proof; a counterexample, a time-out and a path that was left are none. */
export function readHalmos({ test_results: results }: HalmosReport): Proof[] {
  return Object.entries(results).flatMap(([contract, proofs]) =>
    proofs.map(({ name, exitcode, time }) => ({
      contract: contract.split(':').at(-1) ?? contract,
      property: name.split('(')[0] ?? name,
      proved: exitcode === 0,
      seconds: time?.[0] ?? 0,
    })),
  );
}
