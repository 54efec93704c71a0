import { basename, dirname } from 'node:path';
import { Refusal, type Sha256 } from '@qca/base';
import type { VenueId } from '@qca/market';
import { type RowDefect, RowScanner } from '../csv/RowScanner.ts';
import { type ReadProgress, readPieces } from '../csv/readPieces.ts';
import { RowSource } from '../rows/RowSource.ts';
import { type ColumnMapping, type Layout, type LayoutKind, normalName, recogniseLayout } from './layout.ts';
import { type MarketRows, openRows, type VolumeIn } from './openRows.ts';
import { Problems } from './Problems.ts';

/** What to know about a file before reading it. */
export interface FileHints {
  readonly mapping?: ColumnMapping;
  readonly kind?: Exclude<LayoutKind, 'table'>;
  readonly volumeIn?: VolumeIn;
}

/** A market file, read whole. */
export interface MarketFile {
  readonly path: string;
  /** Name without folder. */
  readonly file: string;
  readonly folder: string;
  readonly layout: Layout;
  /** Undefined for a table that no market kind fits: it is not read further. */
  readonly rows: MarketRows | undefined;
  /** Rows of the file, bad ones included, the header not. */
  readonly rowsSeen: number;
  readonly problems: Problems;
  readonly sha256: Sha256;
}

export interface ReadOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  /** The venue by the file's name, where it matters for reading. */
  readonly venue?: VenueId;
}

/** Raised inside a file that turns out to be no market file, to stop reading it. */
const NOT_A_MARKET = Symbol('not a market file');

/**
 * Reads a CSV file into exact columns. Bad rows are left out and listed in `problems`; the caller decides whether that
 * is acceptable. Rejects: unreadable, truncated or empty files, mappings to columns that do not exist.
 */
export async function readMarketFile(
  path: string,
  hints: FileHints = {},
  options: ReadOptions = {},
): Promise<MarketFile> {
  const reading = new FileReading(path, hints);
  const scanner = new RowScanner(() => reading.row(scanner));
  let sha256: Sha256 = '';
  try {
    sha256 = await readPieces(path, (piece) => scanner.push(piece), options.onProgress);
    scanner.finish();
  } catch (error) {
    if (error !== NOT_A_MARKET) throw error;
  }
  return reading.finish(sha256);
}

class FileReading {
  readonly #path: string;
  readonly #hints: FileHints;
  readonly #problems: Problems;
  #layout: Layout | undefined;
  #rows: MarketRows | undefined;
  #columns = 0;
  #rowsSeen = 0;
  #headerLine: readonly string[] | undefined;

  constructor(path: string, hints: FileHints) {
    this.#path = path;
    this.#hints = hints;
    this.#problems = new Problems(path);
  }

  row(scanner: RowScanner): void {
    if (this.#rows === undefined) {
      this.#start(scanner);
      return;
    }
    this.#rowsSeen += 1;
    if (scanner.fields === this.#columns && scanner.defect === 'none' && !scanner.unterminated)
      this.#rows.read();
    else this.#oddRow(scanner);
  }

  /** The header, then the first row of data; a file without a header has only the latter. */
  #start(scanner: RowScanner): void {
    const texts = Array.from({ length: scanner.fields }, (_, index) => scanner.text(index));
    if (this.#headerLine === undefined) {
      const layout = recogniseLayout(texts, this.#hints.mapping);
      if ('field' in layout) throw mappingRefusal(this.#path, layout.field, layout.column, texts);
      this.#layout = this.#hints.kind === undefined ? layout : { ...layout, kind: this.#hints.kind };
      this.#columns = texts.length;
      this.#headerLine = texts;
      if (this.#layout.kind === 'table') throw NOT_A_MARKET;
      if (layout.hasHeader) return;
    }
    this.#rows = openRows(
      this.#layout as Layout,
      new RowSource(scanner, this.#problems),
      texts,
      this.#hints,
      this.#path,
    );
    this.row(scanner);
  }

  /** A row that differs from the others in shape. */
  #oddRow(scanner: RowScanner): void {
    const { line, fields } = scanner;
    if (scanner.defect !== 'none') {
      this.#problems.add(line, 'malformed-row', ROW_DEFECTS[scanner.defect]);
    } else if (fields !== this.#columns) {
      const end = scanner.unterminated ? '; the file ends inside this row' : '';
      this.#problems.add(line, 'malformed-row', `${fields} columns instead of ${this.#columns}${end}`);
    } else {
      // Whole in number of columns, but the last field may have been cut: accepted only when the file is as it was written,
      // and most tools end the last line. Many do not, so a readable row counts.
      this.#rows?.read();
    }
  }

  finish(sha256: Sha256): MarketFile {
    if (this.#layout === undefined) {
      throw new Refusal({
        kind: 'empty-file',
        what: 'The file has no rows',
        where: this.#path,
        remedy: 'Remove it from the folder, or fetch it again.',
      });
    }
    return {
      path: this.#path,
      file: basename(this.#path),
      folder: basename(dirname(this.#path)),
      layout: this.#layout,
      rows: this.#rows,
      rowsSeen: this.#rowsSeen,
      problems: this.#problems,
      sha256,
    };
  }
}

/** What is wrong with a row that cannot be split into fields. */
export const ROW_DEFECTS: Readonly<Record<Exclude<RowDefect, 'none'>, string>> = {
  'nul-byte': 'a NUL byte; the file was damaged or is not text',
  'unclosed-quote': 'a quoted field without its closing quote',
  'row-too-long': 'the row is longer than 1 MiB',
  'too-many-columns': 'more than 4,096 columns',
  'text-after-quote': 'text behind a closing quote',
};

/** Says that a mapping names a column which is not there. */
export function mappingRefusal(
  path: string,
  field: string,
  column: string | number,
  names: readonly string[],
): Refusal {
  return new Refusal({
    kind: 'unknown-column',
    what: `The mapping takes ${field} from ${typeof column === 'number' ? `column ${column}` : `'${column}'`}, which the file does not have`,
    where: `${path}:1`,
    remedy: `Its columns are ${names.map((name) => normalName(name)).join(', ')}.`,
  });
}
