import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

// Cuts the recorded markets that ship with the product from a folder of recordings, row by row and unchanged, and
// writes their check sums. The same source gives the same rows; the same Node gives the same bytes.
// Run: node scripts/markets.ts <folder of recordings>

const markets = join(import.meta.dirname, '../markets');

/** Two years hold a crash, a bull market and a sideways summer, and stay small. */
const BARS_FROM_MS = Date.UTC(2020, 0, 1);
const BARS_TO_MS = Date.UTC(2022, 0, 1);

/** Long enough for a few thousand book updates after the snapshots, which come in the first second. */
const BOOK_SECONDS = 120;

/** What is taken from one file: its rows whose time column is inside of [from, to), in the column's own unit. */
interface Cut {
  readonly source: string;
  readonly target: string;
  readonly from: bigint;
  readonly to: bigint;
}

const source = process.argv[2];
if (source === undefined) {
  process.stderr.write('Which folder holds the recordings? Run: node scripts/markets.ts <folder>\n');
  process.exitCode = 2;
} else {
  for (const cut of [...barCuts(), ...bookCuts(source), ...tableCuts()]) write(source, cut);
  writeCheckSums();
}

function barCuts(): Cut[] {
  return ['BTCUSD', 'BTCEUR', 'ETHBTC', 'ETHEUR'].map((pair) => ({
    source: `triangle-1h-btc-eth-eur/${pair}_1h.csv.gz`,
    target: `bitstamp/bitstamp_${pair.toLowerCase()}_1h.csv.gz`,
    from: BigInt(BARS_FROM_MS),
    to: BigInt(BARS_TO_MS),
  }));
}

/** The first seconds of the recorder, the same span for all files. */
function bookCuts(folder: string): Cut[] {
  const files = ['spot', 'usdm'].flatMap((market) =>
    ['depth', 'bbo', 'trades'].map((kind) => `${market}_btcusdt_${kind}.csv.gz`),
  );
  const starts = files.map((file) => timeOf(rows(join(folder, 'l2-binance-2024-08-08', file))[1] ?? ''));
  const from = starts.sort((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
  const to = from + BigInt(BOOK_SECONDS) * 1_000_000_000n;
  return files.map((file) => ({
    source: `l2-binance-2024-08-08/${file}`,
    target: `binance-l2/${file}`,
    from,
    to,
  }));
}

/** Pool, lending and gas minutes, whole. */
function tableCuts(): Cut[] {
  return [
    'aave_v3_usdc_rates_1m',
    'aave_v3_weth_rates_1m',
    'gas_price_1m',
    'uniswap_v3_usdc_weth_005_1m',
  ].map((name) => ({
    source: `defi-polygon-2023-08/${name}.csv.gz`,
    target: `polygon-defi/${name}.csv.gz`,
    from: 0n,
    to: BigInt(Number.MAX_SAFE_INTEGER),
  }));
}

function write(folder: string, cut: Cut): void {
  const [header = '', ...body] = rows(join(folder, cut.source));
  const kept = body.filter((row) => {
    const time = timeOf(row);
    return time >= cut.from && time < cut.to;
  });
  const target = join(markets, cut.target);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, gzipSync(`${[header, ...kept].join('\n')}\n`, { level: 9 }));
  process.stdout.write(`${cut.target}: ${kept.length} of ${body.length} rows\n`);
}

function rows(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
}

/** The first column is the time in all of these files. */
function timeOf(row: string): bigint {
  return BigInt(row.slice(0, row.indexOf(',')));
}

/** In the form that `sha256sum --check` reads, from inside of `markets`. */
function writeCheckSums(): void {
  const lines = readdirSync(markets, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(markets, name)))
          .digest('hex')}  ${name}`,
    );
  writeFileSync(join(markets, 'SHA256SUMS'), `${lines.join('\n')}\n`);
}
