import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS_MAX, ROW_BYTES_MAX, type RowDefect, RowScanner } from './RowScanner.ts';

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
  readonly defect: RowDefect;
}

/** Scans a text in pieces of `size` bytes. */
function rows(text: string | Uint8Array, size = 1 << 20): Row[] {
  const found: Row[] = [];
  const scanner: RowScanner = new RowScanner(() => {
    const fields = Array.from({ length: scanner.fields }, (_, index) => scanner.text(index));
    found.push({ line: scanner.line, fields, defect: scanner.defect });
  });
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.finish();
  return found;
}

const fieldsOf = (text: string, size?: number): (readonly string[])[] =>
  rows(text, size).map((row) => row.fields);

describe('RowScanner', () => {
  it('splits rows with LF, CRLF and without a last line end', () => {
    expect(fieldsOf('a,b\n1,2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(fieldsOf('a,b\r\n1,2\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(fieldsOf('a,b\n1,2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(fieldsOf('a,\n,2\n')).toEqual([
      ['a', ''],
      ['', '2'],
    ]);
  });

  it('counts empty lines but does not report them', () => {
    expect(rows('a\n\n\r\nb\n').map((row) => row.line)).toEqual([1, 4]);
  });

  it('reads quoted fields with commas, quotes and line ends', () => {
    expect(rows('"a,1","say ""hi""",c\n"two\nlines",x,y\nlast,1,2\n')).toEqual([
      { line: 1, fields: ['a,1', 'say "hi"', 'c'], defect: 'none' },
      { line: 2, fields: ['two\nlines', 'x', 'y'], defect: 'none' },
      { line: 4, fields: ['last', '1', '2'], defect: 'none' },
    ]);
    expect(fieldsOf('"a","b"\r\n"c",""\r\n')).toEqual([
      ['a', 'b'],
      ['c', ''],
    ]);
  });

  it('gives the same rows however the bytes are cut into pieces', () => {
    const cell = fc.oneof(
      fc.stringMatching(/^[a-z0-9.-]{0,6}$/),
      fc.stringMatching(/^[a-z",\n]{0,6}$/).map((text) => `"${text.replaceAll('"', '""')}"`),
    );
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        (cells, end, size) => {
          const text = cells.map((row) => row.join(',')).join(end) + end;
          expect(rows(text, size)).toEqual(rows(text));
        },
      ),
    );
  });

  it.each<[string, RowDefect]>([
    ['a\u0000b,1\n', 'nul-byte'],
    ['"open,1\n', 'unclosed-quote'],
    ['"a"b,1\n', 'text-after-quote'],
    [`${','.repeat(COLUMNS_MAX)}\n`, 'too-many-columns'],
  ])('names the defect of %j', (text, defect) => {
    expect(rows(text)[0]?.defect).toBe(defect);
  });

  it('reports a row above the limit once, in bounded memory, and goes on', () => {
    const long = `${'x'.repeat(3 * ROW_BYTES_MAX)}\nok,1\n`;
    const found = rows(long, 1 << 16);
    expect(found.filter((row) => row.defect === 'row-too-long').length).toBeGreaterThanOrEqual(1);
    expect(found.at(-1)).toEqual({ line: 2, fields: ['ok', '1'], defect: 'none' });
  });

  it('bounds an unclosed quote, which would otherwise swallow the file', () => {
    const found = rows(`"never closed\n${'1,2\n'.repeat(ROW_BYTES_MAX / 2)}`, 1 << 16);
    expect(found[0]?.defect).toBe('row-too-long');
    expect(found.length).toBeGreaterThan(1);
  });
});
