import { expect, it } from 'vitest';
import { toCsv } from './toCsv.ts';

it('quotes what needs quotes and leaves exact numbers alone', () => {
  expect(
    toCsv(
      ['name', 'net'],
      [
        ['a, "b"', '-12.5'],
        [null, 3],
      ],
    ),
  ).toBe('name,net\r\n"a, ""b""",-12.5\r\n,3');
});

it('does not let a spreadsheet run a cell', () => {
  expect(toCsv(['why'], [['=1+1'], ['-a'], ['+1']])).toBe("why\r\n'=1+1\r\n'-a\r\n'+1");
});
