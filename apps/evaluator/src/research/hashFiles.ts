import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { canonicalJson, type Sha256, sha256 } from '@qca/base';

const MARKET_FILE = /\.(?:csv|csv\.gz|arrow|json)$/;

/** Digest of the files of a market, by name and content: the same data wherever it lies, whichever window of it is played. */
export async function hashFiles(path: string): Promise<Sha256> {
  const isFile = statSync(path).isFile();
  const names = isFile
    ? [basename(path)]
    : readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => MARKET_FILE.test(name))
        .sort();
  const files: [string, Sha256][] = [];
  for (const name of names) files.push([name, await hashFile(isFile ? path : join(path, name))]);
  return sha256(canonicalJson(files));
}

async function hashFile(path: string): Promise<Sha256> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest('hex');
}
