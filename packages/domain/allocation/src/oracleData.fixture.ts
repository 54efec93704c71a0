import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const folder = join(import.meta.dirname, 'oracle');

/** Prices of PyPortfolioOpt's own tests, NaN before a listing. Shape: [date][asset]. */
export function stockPrices(): { assets: string[]; prices: Float64Array[] } {
  const text = brotliDecompressSync(readFileSync(join(folder, 'stock_prices.csv.br'))).toString();
  const [header = '', ...lines] = text.trim().split('\n');
  return {
    assets: header.trim().split(',').slice(1),
    prices: lines.map((line) =>
      Float64Array.from(line.trim().split(',').slice(1), (cell) => (cell === '' ? Number.NaN : Number(cell))),
    ),
  };
}

export interface Expected {
  readonly weights: Readonly<Record<string, number>>;
  readonly perf: readonly number[];
}

/** What PyPortfolioOpt answers on those prices. */
export function expected(): Record<string, Expected> & Record<string, Record<string, number>> {
  return JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
}

/** Weights of hierarchical risk parity that PyPortfolioOpt's own tests hold themselves to. */
export function hierarchicalWeights(): Record<string, number> {
  const lines = readFileSync(join(folder, 'weights_hrp.csv'), 'utf8').trim().split('\n');
  return Object.fromEntries(
    lines
      .slice(1)
      .map((line) => line.split(','))
      .map(([asset = '', weight]) => [asset, Number(weight)]),
  );
}
