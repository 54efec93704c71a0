import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import type { ListedBook } from './copies.ts';

/** How files of books end. */
const ENDING = '.book.json';

/** Reads the books of listed models from a folder, by file name. Rejects, as `Refusal`: `bad-book` with the file. */
export function readListed(folder: string): ListedBook[] {
  if (!existsSync(folder)) throw bad(folder, 'does not exist');
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((name) => readBook(join(folder, name)));
}

function readBook(path: string): ListedBook {
  try {
    const { name, hash, instruments, timeUs, weights } = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      unknown
    >;
    const book = {
      name: String(name),
      hash: String(hash),
      instruments: (instruments as unknown[]).map(String),
      timeUs: Float64Array.from(timeUs as number[]),
      weights: Float64Array.from(weights as (number | null)[], (weight) => weight ?? Number.NaN),
    };
    if (book.timeUs.length > 0 && book.weights.length === book.timeUs.length * book.instruments.length)
      return book;
  } catch {
    // Said below, whatever it was.
  }
  throw bad(path, 'is no book of a model');
}

function bad(path: string, what: string): Refusal {
  return new Refusal({
    kind: 'bad-book',
    what: `${path} ${what}`,
    where: '--listed',
    remedy: 'Make books with qca model evaluate --book <name>.book.json.',
  });
}
