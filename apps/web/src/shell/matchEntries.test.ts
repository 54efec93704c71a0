import { expect, it } from 'vitest';
import { matchEntries } from './matchEntries.ts';

const entries = [
  { id: '1', label: 'Overview', group: 'Go to' },
  { id: '2', label: 'BTC/USD', words: 'bitstamp', group: 'Market' },
  { id: '3', label: 'Market', group: 'Go to' },
];
const ids = (text: string): string[] => matchEntries(entries, text).map(({ id }) => id);

it('finds by every word, in label, words or group', () => {
  expect(ids('')).toEqual(['1', '2', '3']);
  expect(ids('bit usd')).toEqual(['2']);
  expect(ids('nothing')).toEqual([]);
});

it('puts what begins with the text first', () => {
  expect(ids('market')).toEqual(['3', '2']);
});
