import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blackScholesVectors } from './vectors/blackScholes.ts';
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
};
for (const [name, file] of Object.entries(files)) {
  const target = new URL(`${name}.json`, folder);
  writeFileSync(target, vectorText(file));
  process.stdout.write(`${fileURLToPath(target)}: ${file.cases.length} cases\n`);
}
