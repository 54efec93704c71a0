import { Bug, Fault, Refusal } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { databaseError } from './databaseError.ts';

const failed = (code: string, message = 'it failed') =>
  databaseError(Object.assign(new Error(message), { code }), 'read');

describe('databaseError', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '08006', '57P01', '53300', '40001', '40P01'])(
    'takes %s for something that passes',
    (code) => {
      expect(failed(code)).toMatchObject({ name: 'Fault', retryable: true });
    },
  );

  it.each(['53100', '22P02', '23505'])('takes %s for something that stays', (code) => {
    expect(failed(code)).toMatchObject({ name: 'Fault', retryable: false });
  });

  it.each([
    ['28P01', 'database-login'],
    ['28000', 'database-login'],
    ['3D000', 'no-such-database'],
    ['42501', 'database-permission'],
  ])('refuses %s as %s, which a person must mend', (code, kind) => {
    expect(failed(code)).toBeInstanceOf(Refusal);
    expect(failed(code)).toMatchObject({ kind });
  });

  it('looks into an error per address', () => {
    const inner = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });
    const error = databaseError(new AggregateError([inner]), 'connect database h:1/d');
    expect(error).toMatchObject({ name: 'Fault', retryable: true });
    expect(error.message).toBe('could not connect database h:1/d: connect ECONNREFUSED ::1:5432');
  });

  it('leaves our own errors as they are', () => {
    for (const error of [new Bug('b'), new Fault('f', { retryable: false })])
      expect(databaseError(error, 'read')).toBe(error);
  });
});
