import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blackScholesVectors } from './vectors/blackScholes.ts';
import { performanceFeeVectors } from './vectors/performanceFee.ts';
import { quadraticTallyVectors } from './vectors/quadraticTally.ts';
import type { VectorFile } from './vectors/VectorFile.ts';

// Writes vectors/*.json: cases that the TypeScript and the Solidity tests both read. The expected values come from
// naive rational arithmetic below, which shares no code with the packages under test.

/** Returns ⌊n ÷ d⌋ by the remainder of modular arithmetic. */
function floorOf(n: bigint, d: bigint): bigint {
  const remainder = ((n % d) + d) % d;
  return (n - remainder) / d;
}

/** Returns ⌈n ÷ d⌉: the floor seen from the other side of zero. */
function ceilingOf(n: bigint, d: bigint): bigint {
  return -floorOf(-n, d);
}

const UINT128_MAX = 2n ** 128n - 1n;
const UINT256_MAX = 2n ** 256n - 1n;

function mulDivVectors(): VectorFile {
  const factors = [0n, 1n, 2n, 3n, 7n, 999_999n, 10n ** 18n, 10n ** 18n + 1n, UINT128_MAX];
  const divisors = [1n, 2n, 3n, 7n, 10n ** 18n, UINT128_MAX];
  const rows: [bigint, bigint, bigint][] = [];
  for (const a of factors)
    for (const b of factors) for (const d of divisors) if (a <= b) rows.push([a, b, d]);
  for (const a of [-1n, -2n, -7n, -(10n ** 18n) - 1n])
    for (const d of divisors) rows.push([a, 1n, d], [a, 5n, d], [a, -5n, d]);
  rows.push(
    [UINT256_MAX, UINT256_MAX, UINT256_MAX],
    [UINT256_MAX, 1n, 2n],
    [UINT256_MAX, 2n, 3n],
    [UINT256_MAX, 10n ** 18n, 10n ** 18n],
  );
  return {
    description:
      'a × b ÷ divisor, rounded toward minus infinity (down) and toward plus infinity (up). Whole numbers as decimal strings; the product may exceed 256 bits. Solidity reads the cases with non-negative a, b and results below 2^256.',
    cases: rows.map(([a, b, divisor]) => ({
      a: `${a}`,
      b: `${b}`,
      divisor: `${divisor}`,
      down: `${floorOf(a * b, divisor)}`,
      up: `${ceilingOf(a * b, divisor)}`,
    })),
  };
}

/** Moves the decimal point `places` to the right in a plain digit text; undefined when digits other than 0 would stay behind it. */
function movePoint(text: string, places: number): bigint | undefined {
  const sign = text.startsWith('-') ? -1n : 1n;
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const kept = fraction.slice(0, places).padEnd(places, '0');
  return /[1-9]/.test(fraction.slice(places)) ? undefined : sign * BigInt(whole + kept);
}

function decimalVectors(): VectorFile {
  const texts = [
    '0',
    '1',
    '-1',
    '+1',
    '0.1',
    '-0.1',
    '1.5',
    '12.34',
    '0.00000001',
    '0.000000001',
    '61837.63',
    '61837.63000000',
    '007',
    '-0',
    '0.0',
    '123456789012345678901234567890.123456789012345678',
    '1.10',
    '99999999.99999999',
  ];
  const scales = [0, 1, 2, 6, 8, 18];
  const plain = texts.flatMap((text) =>
    scales.map((decimals) => ({ text, decimals, atoms: movePoint(text, decimals) })),
  );
  // Exponents, spelled out by hand beside the plain text of the same number.
  const exponents = [
    ['4.35e-06', '0.00000435'],
    ['1e3', '1000'],
    ['1E+2', '100'],
    ['2.5e1', '25'],
    ['-1.2e-1', '-0.12'],
    ['1e-18', '0.000000000000000001'],
  ] as const;
  const scaled = exponents.flatMap(([text, same]) =>
    scales.map((decimals) => ({ text, decimals, atoms: movePoint(same, decimals) })),
  );
  const malformed = [
    '',
    ' ',
    '1 ',
    ' 1',
    '.',
    '1.',
    '.5',
    '--1',
    '1,5',
    '1_000',
    '0x10',
    'NaN',
    'Infinity',
    '1e',
    'e5',
    '1e1.5',
    '1.2.3',
    '١',
  ];
  return {
    description:
      'Decimal text to a whole number of 10^-decimals, exact or refused. "atoms" is the result; "kind" the refusal; "canonical" how the number is written back, without trailing zeros.',
    cases: [
      ...[...plain, ...scaled].map(({ text, decimals, atoms }) =>
        atoms === undefined
          ? { text, decimals, kind: 'too-many-decimals' }
          : { text, decimals, atoms: `${atoms}`, canonical: pointText(atoms, decimals) },
      ),
      ...malformed.map((text) => ({ text, decimals: 8, kind: 'not-a-decimal' })),
    ],
  };
}

/** Writes atoms ÷ 10^decimals by long division, digit after digit. */
function pointText(atoms: bigint, decimals: number): string {
  const one = 10n ** BigInt(decimals);
  let rest = atoms < 0n ? -atoms : atoms;
  let text = `${atoms < 0n ? '-' : ''}${rest / one}`;
  rest %= one;
  if (rest > 0n) text += '.';
  while (rest > 0n) {
    rest *= 10n;
    text += `${rest / one}`;
    rest %= one;
  }
  return text;
}

function sharesVectors(): VectorFile {
  const totals: [bigint, bigint][] = [
    [0n, 0n],
    [1n, 1_000_000n],
    [100_000_000n, 100_000_000_000_000n],
    [110_000_000n, 100_000_000_000_000n],
    [90_000_001n, 100_000_000_000_000n],
    [10n ** 12n, 0n],
    [0n, 10n ** 12n],
    [10n ** 26n + 7n, 10n ** 31n + 3n],
  ];
  const sizes = [0n, 1n, 2n, 999_999n, 1_000_000n, 123_456_789n, 10n ** 18n, 10n ** 26n + 1n];
  return {
    description:
      'Shares of a pool, ERC-4626 with 10^6 virtual shares and 1 virtual asset. "size" atoms valued in the other unit: toShares = size × (shares + 10^6) ÷ (assets + 1), toAssets = size × (assets + 1) ÷ (shares + 10^6), each rounded down and up.',
    cases: totals.flatMap(([assets, shares]) =>
      sizes.map((size) => {
        const shareSide = shares + 1_000_000n;
        const assetSide = assets + 1n;
        return {
          totalAssets: `${assets}`,
          totalShares: `${shares}`,
          size: `${size}`,
          toSharesDown: `${floorOf(size * shareSide, assetSide)}`,
          toSharesUp: `${ceilingOf(size * shareSide, assetSide)}`,
          toAssetsDown: `${floorOf(size * assetSide, shareSide)}`,
          toAssetsUp: `${ceilingOf(size * assetSide, shareSide)}`,
        };
      }),
    ),
  };
}

/** Output and input of a constant-product pool, straight from x × y = k with the fee kept out of the input. */
function poolSwapVectors(): VectorFile {
  const reserves: [bigint, bigint][] = [
    [1_000_000n, 2_000_000n],
    [1_001n, 1_001n],
    [10n ** 18n, 3n * 10n ** 6n],
    [10n ** 24n + 7n, 10n ** 24n - 7n],
    [2n ** 112n - 1n, 2n ** 112n - 1n],
  ];
  const fees = [0n, 5n, 30n, 59n, 100n, 300n];
  const parts = [1n, 7n, 1_000n, 999_999n];
  const rows = reserves.flatMap(([reserveIn, reserveOut]) =>
    fees.flatMap((feeBps) => parts.map((part) => ({ reserveIn, reserveOut, feeBps, part }))),
  );
  return {
    description:
      'Swaps of a constant-product pool. "output" is what "input" buys: the most y with (reserveIn + input × (1 − fee)) × (reserveOut − y) ≥ reserveIn × reserveOut. "exactInput" is the least input that buys "output", 0 when it buys nothing. Atoms; the fee in basis points.',
    cases: rows.map(({ reserveIn, reserveOut, feeBps, part }) => {
      const input = ceilingOf(reserveIn * part, 1_000_000n);
      // Both sides times 10,000, so that the input less its fee is whole.
      const scaledIn = reserveIn * 10_000n + input * (10_000n - feeBps);
      const output = reserveOut - ceilingOf(reserveIn * reserveOut * 10_000n, scaledIn);
      const row = {
        reserveIn: `${reserveIn}`,
        reserveOut: `${reserveOut}`,
        feeBps: `${feeBps}`,
        input: `${input}`,
        output: `${output}`,
      };
      if (output === 0n) return { ...row, exactInput: '0' };
      const scaledLeast = ceilingOf(reserveIn * reserveOut * 10_000n, reserveOut - output);
      const exactInput = ceilingOf(scaledLeast - reserveIn * 10_000n, 10_000n - feeBps);
      return { ...row, exactInput: `${exactInput}` };
    }),
  };
}

/** Shares of a profit in two payments: what each is owed of the sum, as if it were one. */
function profitSplitVectors(): VectorFile {
  const payments: [bigint, bigint][] = [
    [1_000_000n, 0n],
    [1n, 1n],
    [9_999n, 2n],
    [3n, 10n ** 18n + 1n],
    [10n ** 27n + 7n, 10n ** 27n - 11n],
  ];
  const shares: [bigint, bigint][] = [
    [3_000n, 6_000n],
    [1_000n, 10_000n],
    [5_000n, 1n],
    [3_333n, 3_334n],
  ];
  return {
    description:
      'Profit split between a platform and two developers. Two payments come to what their sum would: the platform has ⌊sum × platformBps ÷ 10,000⌋, of the rest the first developer ⌊rest × firstBps ÷ 10,000⌋ and the second ⌊rest × (10,000 − firstBps) ÷ 10,000⌋. Atoms; at most one atom waits for the next payment.',
    cases: payments.flatMap(([first, second]) =>
      shares.map(([platformBps, firstBps]) => {
        const platform = floorOf((first + second) * platformBps, 10_000n);
        const rest = first + second - platform;
        return {
          payment1: `${first}`,
          payment2: `${second}`,
          platformBps: `${platformBps}`,
          firstBps: `${firstBps}`,
          platform: `${platform}`,
          developer1: `${floorOf(rest * firstBps, 10_000n)}`,
          developer2: `${floorOf(rest * (10_000n - firstBps), 10_000n)}`,
        };
      }),
    ),
  };
}

/** Writes one case per line: small differences stay small in review. */
function vectorText(file: VectorFile): string {
  const cases = file.cases.map((each) => `    ${JSON.stringify(each)}`).join(',\n');
  return `{\n  "description": ${JSON.stringify(file.description)},\n  "cases": [\n${cases}\n  ]\n}\n`;
}

const folder = new URL('../vectors/', import.meta.url);
mkdirSync(folder, { recursive: true });
const files = {
  mulDiv: mulDivVectors(),
  decimal: decimalVectors(),
  shares: sharesVectors(),
  blackScholes: blackScholesVectors(),
  poolSwap: poolSwapVectors(),
  profitSplit: profitSplitVectors(),
  performanceFee: performanceFeeVectors(),
  quadraticTally: quadraticTallyVectors(),
};
for (const [name, file] of Object.entries(files)) {
  const target = new URL(`${name}.json`, folder);
  writeFileSync(target, vectorText(file));
  process.stdout.write(`${fileURLToPath(target)}: ${file.cases.length} cases\n`);
}
