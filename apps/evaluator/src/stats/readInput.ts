import { existsSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Refusal } from '@qca/base';
import type { Field } from '@qca/numerics';
import { shapeColumns } from './shapeColumns.ts';

/** A matrix of a thousand days of a thousand assets as text. */
const BYTES_MAX = 64 << 20;

/**
 * Reads the inputs of an estimator: a JSON object by input name, or CSV.
 *
 * Either may be packed by gzip. A list of JSON objects with the same names is a table: `columns` and `rows` where the estimator takes
 * them, else read as CSV is. Within an object, a matrix may also be an object of its columns, see `shapeColumns`. CSV with a header: each column is the input of its name. Where the estimator takes no input of the first column's name,
 * all numeric columns together are its first matrix, and a first column of dates is left aside. CSV without a header is the first matrix,
 * or the first vector when it has one column. An empty cell is a value that is not known.
 * Rejects, as `Refusal`: `bad-input-file`.
 */
export function readInput(path: string, fields: readonly Field[]): Record<string, unknown> {
  if (!existsSync(path) || !statSync(path).isFile())
    throw bad(path, 'is no file', 'Give a JSON or CSV file, or - for standard input.');
  if (statSync(path).size > BYTES_MAX) throw bad(path, 'is larger than 64 MiB', 'Give less data.');
  const text = textOf(path);
  return /\.csv(\.gz)?$/i.test(path) ? readCsv(text, fields, path) : readJson(text, path, fields);
}

/** What a file says; one that ends in `.gz` is unpacked, up to the same bound. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (!path.toLowerCase().endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES_MAX }).toString('utf8');
  } catch (error) {
    throw bad(
      path,
      `cannot be unpacked: ${(error as Error).message}`,
      'Give a whole gzip file of at most 64 MiB.',
    );
  }
}

/** Returns a list of objects with the same names as a table, and undefined for anything else. */
function tableOfRecords(records: readonly unknown[]): Table | undefined {
  const columns = Object.keys(records[0] ?? {});
  const isTable =
    columns.length > 0 &&
    records.every((record) => !Array.isArray(record) && Object.keys(record ?? {}).join() === columns.join());
  return isTable ? { columns, rows: records.map((record) => Object.values(record as object)) } : undefined;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Reads a JSON object, or a list of objects with the same names. */
export function readJson(text: string, where: string, fields: readonly Field[]): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad(
      where,
      `is no JSON: ${(error as Error).message}`,
      'Give an object with the names of the inputs.',
    );
  }
  const table = Array.isArray(value) ? tableOfRecords(value) : undefined;
  if (table !== undefined) {
    if (['columns', 'rows'].every((name) => fields.some((field) => field.name === name))) return { ...table };
    const cells = table.rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
    return readRows([table.columns, ...cells], fields, where);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(where, 'holds no object', 'Give an object with the names of the inputs.');
  return shapeColumns(value as Record<string, unknown>, fields);
}

function readCsv(text: string, fields: readonly Field[], where: string): Record<string, unknown> {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim()));
  return readRows(rows, fields, where);
}

/** Reads rows of cells, the first of which may be names. */
function readRows(
  rows: readonly (readonly string[])[],
  fields: readonly Field[],
  where: string,
): Record<string, unknown> {
  const [first] = rows;
  if (first === undefined) throw bad(where, 'is empty', 'Give at least one row.');
  if (rows.some((row) => row.length !== first.length))
    throw bad(where, 'has rows of different lengths', 'Give every row the same number of cells.');
  const isHeader = first.some((cell) => cell !== '' && Number.isNaN(Number(cell)));
  const names = isHeader ? first : [];
  const body = isHeader ? rows.slice(1) : rows;
  if (names.some((name) => fields.some((field) => field.name === name)))
    return byColumn(names, body, fields, where);
  const isDated = isHeader && body.some((row) => row[0] !== '' && Number.isNaN(Number(row[0])));
  const cells = body.map((row, index) =>
    row.slice(isDated ? 1 : 0).map((cell) => numberIn(cell, `${where}: row ${index + 1}`)),
  );
  const wide = (cells[0]?.length ?? 0) > 1;
  const field =
    fields.find(({ shape }) => shape === (wide ? 'matrix' : 'vector')) ??
    fields.find(({ shape }) => shape === 'matrix' || shape === 'vector');
  if (field === undefined)
    throw bad(
      where,
      'has no column that is an input',
      `Name the columns after the inputs: ${fields.map(({ name }) => name).join(', ')}.`,
    );
  const labels = fields.find(({ name }) => name === 'assets');
  return {
    [field.name]: field.shape === 'matrix' ? cells : cells.map(([cell]) => cell),
    ...(labels === undefined || !isHeader ? {} : { assets: names.slice(isDated ? 1 : 0) }),
  };
}

function byColumn(
  names: readonly string[],
  body: readonly (readonly string[])[],
  fields: readonly Field[],
  where: string,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [column, name] of names.entries()) {
    const field = fields.find((each) => each.name === name);
    // A date, an index, or a column for another estimator: a table may hold more than is asked for.
    if (field === undefined) continue;
    const cells = body.map((row) => row[column] ?? '');
    if (field.shape === 'text') given[name] = cells[0];
    else if (field.shape === 'vector' || field.shape === 'matrix')
      given[name] = cells.map((cell, index) => numberIn(cell, `${where}: row ${index + 1}, ${name}`));
    else if (field.shape === 'number' || field.shape === 'whole')
      given[name] = numberIn(cells[0] ?? '', `${where}: ${name}`);
    else if (field.shape === 'texts') given[name] = cells;
    else if (field.shape === 'flag') {
      if (cells.some((cell) => cell !== cells[0]))
        throw bad(where, `holds more than one value of ${name}`, 'Give one file for each of them.');
      if (!/^(true|false)$/i.test(cells[0] ?? ''))
        throw bad(where, `holds '${cells[0]}' as ${name}`, 'Write true or false.');
      given[name] = cells[0]?.toLowerCase() === 'true';
    } else throw bad(where, `cannot hold ${name}, which is a ${field.shape}`, 'Give it as JSON.');
  }
  return given;
}

function numberIn(cell: string, where: string): number | null {
  if (cell === '' || /^(nan|null|na)$/i.test(cell)) return null;
  const value = Number(cell);
  if (!Number.isFinite(value))
    throw bad(where, `holds '${cell}', which is no number`, 'Leave the cell empty when it is not known.');
  return value;
}

function bad(where: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-input-file', what: `${where} ${what}`, where: '--input', remedy });
}
