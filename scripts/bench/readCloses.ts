import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Returns the closes of W2's recording, whole dollars. Shape: [bar]. */
export async function readCloses(data: string): Promise<Float64Array> {
  const rows = await readRows(join(data, 'btc-perp-1m-2022-01', 'btc_perp_1m.csv.gz'));
  return Float64Array.from(rows, (row) => Number(row.split(',')[4]));
}

/** Returns the lines of a packed CSV file, header left out. */
export async function readRows(path: string): Promise<string[]> {
  const lines = gunzipSync(await readFile(path))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1);
}
