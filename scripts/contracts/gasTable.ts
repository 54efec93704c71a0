import { decodeAbiParameters, type Hex, toEventSelector } from 'viem';

/** What one path costs, beside what is nearest to it elsewhere. Units: gas of a whole transaction. */
export interface GasRow {
  readonly path: string;
  readonly ours: number;
  /** Nothing where there is none to compare with. */
  readonly anchor: { readonly name: string; readonly gas: number } | null;
  /** Ours over the anchor's, to three places. */
  readonly ratio: number | null;
  /** The ratio, or without an anchor the gas, that it must not be above. */
  readonly target: number | null;
}

/** The parts of forge's report that are read. */
export type GasReport = Readonly<
  Record<
    string,
    {
      readonly test_results: Readonly<
        Record<
          string,
          {
            readonly status: string;
            readonly logs: readonly { readonly topics: readonly string[]; readonly data: string }[];
          }
        >
      >;
    }
  >
>;

interface Target {
  readonly path: string;
  readonly anchor: string;
  readonly target: number;
}

const TOPIC = toEventSelector('event GasUsed(string path, uint256 ours, uint256 anchor)');
const INPUTS = [{ type: 'string' }, { type: 'uint256' }, { type: 'uint256' }] as const;

/** What was set as the goal before anything was built, by the beginning of the path's name. */
const TARGETS: readonly Target[] = [
  { path: 'vault deposit', anchor: 'OpenZeppelin ERC4626', target: 1.25 },
  { path: 'vault redeem', anchor: 'OpenZeppelin ERC4626', target: 1.25 },
  { path: 'vault report', anchor: 'Yearn v3 report', target: 0.9 },
  { path: 'split distribute', anchor: '0xSplits push', target: 0.75 },
  { path: 'AMM swap', anchor: 'Uniswap v2', target: 0.9 },
  { path: 'AMM add', anchor: 'Uniswap v2', target: 0.85 },
  { path: 'AMM remove', anchor: 'Uniswap v2', target: 0.9 },
  { path: 'AMM create pool', anchor: 'Uniswap v2', target: 0.05 },
  { path: 'farm stake, first', anchor: 'Synthetix StakingRewards', target: 0.7 },
  { path: 'farm stake, again', anchor: 'Synthetix StakingRewards', target: 0.85 },
  { path: 'farm claim', anchor: 'Synthetix StakingRewards', target: 0.85 },
  { path: 'farm withdraw', anchor: 'Synthetix StakingRewards', target: 0.85 },
  { path: 'claims split', anchor: 'Gnosis CTF', target: 0.8 },
  { path: 'claims merge', anchor: 'Gnosis CTF', target: 0.8 },
  { path: 'claims redeem', anchor: 'Gnosis CTF', target: 0.75 },
  { path: 'option write', anchor: 'Gnosis CTF', target: 0.85 },
  { path: 'option claim', anchor: 'Gnosis CTF', target: 0.75 },
  { path: 'log one epoch root', anchor: 'EAS attest', target: 0.3 },
  { path: 'vote cast', anchor: 'OpenZeppelin Governor', target: 1.4 },
  { path: 'bridge send', anchor: '', target: 90_000 },
  { path: 'bridge receive', anchor: '', target: 140_000 },
];

/** Reads the `GasUsed` events of all tests that passed, sorted by path. A path that several suites measure names the suite. */
export function gasTable(report: GasReport): GasRow[] {
  const measured = Object.entries(report).flatMap(([suite, { test_results: tests }]) =>
    Object.values(tests)
      .filter(({ status }) => status === 'Success')
      .flatMap(({ logs }) => logs.filter(({ topics }) => topics[0] === TOPIC))
      .map(({ data }) => ({ suite, row: gasRow(...decodeAbiParameters(INPUTS, data as Hex)) })),
  );
  const suitesOf = (path: string): number => measured.filter(({ row }) => row.path === path).length;
  return measured
    .map(({ suite, row }) =>
      suitesOf(row.path) > 1 ? { ...row, path: `${row.path} [${suite.split(':').at(-1)}]` } : row,
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function gasRow(path: string, ours: bigint, anchorGas: bigint): GasRow {
  const goal = TARGETS.find((each) => path.startsWith(each.path));
  const anchor =
    anchorGas === 0n ? null : { name: goal?.anchor ?? 'measured beside it', gas: Number(anchorGas) };
  const ratio = anchor === null ? null : Math.round((Number(ours) / anchor.gas) * 1_000) / 1_000;
  return { path, ours: Number(ours), anchor, ratio, target: goal?.target ?? null };
}

/** Says which rows miss their target. */
export function missedTargets(rows: readonly GasRow[]): string[] {
  return rows.flatMap(({ path, ours, ratio, target }) => {
    const reached = target !== null && target > 10 ? ours : ratio;
    if (target === null || reached === null || reached <= target) return [];
    return [`${path}: ${reached}, above its target of ${target}`];
  });
}

/** Says what costs another amount than was written down: a snapshot tolerates nothing, in either direction. */
export function changedGas(known: readonly GasRow[], rows: readonly GasRow[]): string[] {
  const before = new Map(known.map(({ path, ours }) => [path, ours]));
  const gone = known.filter(({ path }) => !rows.some((row) => row.path === path));
  return [
    ...rows.flatMap(({ path, ours }) => {
      const old = before.get(path);
      return old === ours ? [] : [`${path}: ${old ?? 'new'} -> ${ours}`];
    }),
    ...gone.map(({ path, ours }) => `${path}: ${ours} -> gone`),
  ];
}
