import { encodeAbiParameters, toEventSelector } from 'viem';
import { expect, it } from 'vitest';
import { changedGas, type GasReport, gasTable, missedTargets } from './gasTable.ts';

const TOPIC = toEventSelector('event GasUsed(string path, uint256 ours, uint256 anchor)');

function log(path: string, ours: bigint, anchor: bigint) {
  const inputs = [{ type: 'string' }, { type: 'uint256' }, { type: 'uint256' }] as const;
  return { topics: [TOPIC], data: encodeAbiParameters(inputs, [path, ours, anchor]) };
}

function report(...logs: readonly ReturnType<typeof log>[]): GasReport {
  const other = { topics: ['0x00'], data: '0x' };
  return { suite: { test_results: { 'test_gas_x()': { status: 'Success', logs: [other, ...logs] } } } };
}

it('reads what was spent and holds it against its anchor and target', () => {
  const rows = gasTable(
    report(log('vault deposit, returning holder', 60_000n, 50_000n), log('a path', 7n, 0n)),
  );
  expect(rows).toEqual([
    { path: 'a path', ours: 7, anchor: null, ratio: null, target: null },
    {
      path: 'vault deposit, returning holder',
      ours: 60_000,
      anchor: { name: 'OpenZeppelin ERC4626', gas: 50_000 },
      ratio: 1.2,
      target: 1.25,
    },
  ]);
  expect(missedTargets(rows)).toEqual([]);
});

it('names the targets that are missed, of ratios and of gas', () => {
  const rows = gasTable(report(log('AMM swap', 91n, 100n), log('bridge send', 90_001n, 0n)));
  expect(missedTargets(rows)).toEqual([
    'AMM swap: 0.91, above its target of 0.9',
    'bridge send: 90001, above its target of 90000',
  ]);
});

it('leaves out tests that failed', () => {
  const failed = { suite: { test_results: { x: { status: 'Failure', logs: [log('AMM swap', 1n, 1n)] } } } };
  expect(gasTable(failed)).toEqual([]);
});

it('tells every change from the snapshot, also a cheaper one', () => {
  const known = gasTable(report(log('a', 10n, 0n), log('b', 20n, 0n), log('c', 30n, 0n)));
  const rows = gasTable(report(log('a', 9n, 0n), log('b', 20n, 0n), log('d', 1n, 0n)));
  expect(changedGas(known, rows)).toEqual(['a: 10 -> 9', 'd: new -> 1', 'c: 30 -> gone']);
});

it('names the suite of a path that several measure', () => {
  const { suite } = report(log('AMM swap', 1n, 2n));
  const rows = gasTable({ 'a.t.sol:One': suite as never, 'b.t.sol:Two': suite as never });
  expect(rows.map(({ path }) => path)).toEqual(['AMM swap [One]', 'AMM swap [Two]']);
});
