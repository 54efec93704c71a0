import { describe, expect, it } from 'vitest';
import { assert, Bug, present, unreachable } from './assert.ts';
import { Fault } from './Fault.ts';
import { Refusal } from './Refusal.ts';
import { accept, reject } from './Result.ts';

describe('assert', () => {
  it('crashes with a Bug when the promise is broken, and only then', () => {
    expect(() => assert(true, 'fine')).not.toThrow();
    expect(() => assert(false, 'time went back')).toThrow(new Bug('time went back'));
    expect(new Bug('x').name).toBe('Bug');
  });
});

describe('present', () => {
  it('returns what is there, zero and empty text included', () => {
    expect([present(0, 'a'), present('', 'b'), present(false, 'c')]).toEqual([0, '', false]);
  });

  it.each([undefined, null])('crashes on %s', (value) => {
    expect(() => present(value, 'the order')).toThrow(new Bug('the order is missing'));
  });
});

describe('unreachable', () => {
  it('names the value it should never have seen, bigint included', () => {
    expect(() => unreachable('maybe' as never)).toThrow(new Bug('unexpected value "maybe"'));
    expect(() => unreachable({ kind: 'fee', atoms: 5n } as never)).toThrow(
      new Bug('unexpected value {"kind":"fee","atoms":"5n"}'),
    );
  });
});

describe('Fault and Refusal', () => {
  it('carry what the caller needs to act', () => {
    const cause = new Error('socket');
    const fault = new Fault('time-out', { retryable: true, cause });
    expect([fault.name, fault.message, fault.retryable, fault.cause]).toEqual([
      'Fault',
      'time-out',
      true,
      cause,
    ]);
    const refusal = new Refusal({
      kind: 'bad-row',
      what: 'A price is missing',
      where: 'btc.csv:7',
      remedy: 'Fill it in.',
    });
    expect(refusal.message).toBe('A price is missing (btc.csv:7). Fill it in.');
    expect([refusal.name, refusal.kind, refusal.where, refusal.remedy]).toEqual([
      'Refusal',
      'bad-row',
      'btc.csv:7',
      'Fill it in.',
    ]);
  });
});

describe('Result', () => {
  it('is a value or a rejection', () => {
    expect(accept(5)).toEqual({ ok: true, value: 5 });
    expect(reject({ kind: 'limit' })).toEqual({ ok: false, rejection: { kind: 'limit' } });
  });
});
