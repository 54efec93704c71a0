import { expect, it } from 'vitest';
import { importsOf } from './chooseTests.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { sampleOf } from './mutate.ts';
import { isEnough, mutationReport, readExplanations } from './mutationReport.ts';
import { verdictOf } from './runMutants.ts';

const COMPILE_MS_MAX = 60_000;
const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
library Math {
  enum Rounding { Floor, Ceil }
  function min(uint256 a, uint256 b) internal pure returns (uint256) { return a < b ? a : b; }
}
contract Desk {
  // Bytes that are no letters: ä €. Places are counted in bytes.
  uint256 public constant DELAY = 7 days;
  uint256 public held;
  event Paid(uint256 amount);
  error TooMuch(uint256 asked, uint256 held);
  modifier guarded() { _; }
  function pay(uint256 amount, uint256 fee) external guarded returns (uint256) {
    if (amount > held) revert TooMuch(amount, held);
    held -= amount;
    emit Paid(amount);
    return _net(amount, fee);
  }
  function _net(uint256 amount, uint256 fee) private pure returns (uint256) {
    return amount - fee * 2;
  }
}`;

it('changes each place in each way that fits it', { timeout: COMPILE_MS_MAX }, () => {
  const found = mutantsOf({ 'src/desk/Desk.sol': source }).filter(({ within }) => within !== 'min');
  expect(found.map(({ within, operator, change }) => [within, operator, change])).toEqual([
    ['Desk', 'constant', '7 days -> (7 days + 1)'],
    ['Desk', 'constant', '7 days -> (7 days - 1)'],
    ['pay', 'modifier', 'guarded -> nothing'],
    ['pay', 'guard', 'if (amount > held) revert TooMuch(amount, held) -> nothing'],
    ['pay', 'boundary', 'amount > held -> amount >= held'],
    ['pay', 'comparison', 'amount > held -> amount <= held'],
    ['pay', 'statement', 'held -= amount -> nothing'],
    ['pay', 'arithmetic', 'held -= amount -> held += amount'],
    ['pay', 'event', 'emit Paid(amount) -> nothing'],
    ['pay', 'arguments', 'amount, fee -> fee, amount'],
    ['_net', 'arithmetic', 'amount - fee * 2 -> amount + fee * 2'],
    ['_net', 'arithmetic', 'fee * 2 -> fee / 2'],
    ['_net', 'constant', '2 -> (2 + 1)'],
    ['_net', 'constant', '2 -> (2 - 1)'],
  ]);
});

it('names the line and the bytes, also behind letters of more than one byte', {
  timeout: COMPILE_MS_MAX,
}, () => {
  const bytes = Buffer.from(source);
  for (const { line, start, length, change } of mutantsOf({ 'src/desk/Desk.sol': source })) {
    const text = bytes.subarray(start, start + length).toString();
    expect(change.startsWith(text.replace(/;$/, '')), change).toBe(true);
    expect(source.split('\n')[line - 1]).toContain(text.split('\n')[0]);
  }
});

it('numbers the same change of one function', { timeout: COMPILE_MS_MAX }, () => {
  const text = source.replace('return amount - fee * 2;', 'return 2 * amount - fee * 2;');
  const changes = mutantsOf({ 'src/desk/Desk.sol': text })
    .filter(({ within, operator }) => within === '_net' && operator === 'constant')
    .map(({ change, nth }) => [change, nth]);
  expect(changes).toEqual([
    ['2 -> (2 + 1)', 1],
    ['2 -> (2 - 1)', 1],
    ['2 -> (2 + 1) (2)', 2],
    ['2 -> (2 - 1) (2)', 2],
  ]);
});

it('turns rounding, minimum and maximum round where the library is used', { timeout: COMPILE_MS_MAX }, () => {
  const text = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
contract Desk {
  function share(uint256 a, uint256 b, uint256 c) external pure returns (uint256) {
    return Math.min(Math.mulDiv(a, b, c), Math.mulDiv(a, b, c, Math.Rounding.Ceil)) + a / c;
  }
}`;
  const changes = mutantsOf({ 'src/desk/Desk.sol': text })
    .filter(({ operator }) => operator === 'rounding' || operator === 'comparison')
    .map(({ change }) => change.split(' -> ')[1]);
  expect(changes.sort()).toEqual([
    'Math.Rounding.Floor',
    'Math.ceilDiv(a, c)',
    'Math.max(Math.mulDiv(a, b, c), Math.mulDiv(a, b, c, Math.Rounding.Ceil))',
    'Math.mulDiv(a, b, c, Math.Rounding.Ceil)',
  ]);
});

const mutant = (file: string, change: string, start = 0): Mutant => ({
  file,
  line: 1,
  within: 'pay',
  operator: 'constant',
  change,
  nth: 1,
  start,
  length: 1,
  replacement: '',
});

it('samples the same changes each time, in the order of files and places', () => {
  const all = Array.from({ length: 40 }, (_, at) => mutant(`src/desk/${at % 2}.sol`, `${at} -> x`, at));
  const chosen = sampleOf(all, 10);
  expect(chosen).toHaveLength(10);
  expect(sampleOf([...all].reverse(), 10)).toEqual(chosen);
  expect(sampleOf(all, 20)).toEqual(expect.arrayContaining(chosen));
  const places = chosen.map(({ file, start }) => `${file} ${String(start).padStart(3, '0')}`);
  expect(places).toEqual([...places].sort());
});

it('counts what is explained as alive, and asks for a reason for each', () => {
  const [one, two] = [mutant('src/desk/a.sol', 'a | b -> a & b'), mutant('src/farm/b.sol', '1 -> 2')];
  const table =
    '| File | Function | Change | Reason |\n| - | - | - | - |\n| `src/desk/a.sol` | `pay` | `a \\| b -> a & b` | They are the same. |';
  const explanations = readExplanations(table);
  expect(explanations).toEqual([
    { file: 'src/desk/a.sol', within: 'pay', change: 'a | b -> a & b', reason: 'They are the same.' },
  ]);
  const killed = Array.from({ length: 18 }, () => ({ mutant: two, isKilled: true }));
  const report = mutationReport([{ mutant: one, isKilled: false }, ...killed], explanations);
  expect(report).toMatchObject({ mutants: 19, killed: 18, rooms: { desk: { mutants: 1, killed: 0 } } });
  expect(report.score).toBeCloseTo(18 / 19);
  expect(isEnough(report)).toBe(true);
  const unexplained = mutationReport([{ mutant: two, isKilled: false }, ...killed], explanations);
  expect(isEnough(unexplained)).toBe(false);
  expect(
    isEnough(mutationReport([{ mutant: one, isKilled: false }, ...killed.slice(0, 8)], explanations)),
  ).toBe(false);
});

it('reads from what forge prints whether a test noticed', () => {
  const report = (status: string): string =>
    JSON.stringify({ 'a.t.sol:A': { test_results: { 'test_One()': { status, reason: null } } } });
  expect(verdictOf(`warning\n${report('Failure')}`)).toBe('killed');
  expect(verdictOf(report('Success'))).toBe('survived');
  expect(verdictOf('Compiler run failed:\nError (7920): Identifier not found')).toBe(
    'refused by the compiler',
  );
});

it('follows the imports of a test to every file it reaches', () => {
  const files: Record<string, string> = {
    'test/desk/Desk.t.sol': 'import {Desk} from "../../src/desk/Desk.sol";\nimport {T} from "./Base.sol";',
    'test/desk/Base.sol':
      'import {\n  Two,\n  Three\n} from "../support/Two.sol";\nimport {E} from "@openzeppelin/E.sol";',
    'test/support/Two.sol': 'import "./Base.sol";',
    'test/support/Base.sol': '',
    'src/desk/Desk.sol': '',
  };
  expect([...importsOf('test/desk/Desk.t.sol', (path) => files[path] ?? '')].sort()).toEqual(
    Object.keys(files).sort(),
  );
});
