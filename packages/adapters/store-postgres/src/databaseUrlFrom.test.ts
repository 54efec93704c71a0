import { Refusal } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { databaseUrlFrom } from './databaseUrlFrom.ts';

describe('databaseUrlFrom', () => {
  it('takes the address of a server, or none', () => {
    expect(databaseUrlFrom({})).toBeUndefined();
    expect(databaseUrlFrom({ DATABASE_URL: 'postgres://a@b/c' })).toBe('postgres://a@b/c');
    expect(databaseUrlFrom({ DATABASE_URL: 'postgresql://a@b/c' })).toBe('postgresql://a@b/c');
  });

  it.each(['mysql://u:secret@h/d', 'secret', ''])('refuses %j without repeating it', (text) => {
    const ask = (): unknown => databaseUrlFrom({ DATABASE_URL: text });
    expect(ask).toThrow(Refusal);
    expect(ask).toThrow(expect.objectContaining({ kind: 'bad-environment' }));
    expect(ask).not.toThrow(/secret/);
  });
});
