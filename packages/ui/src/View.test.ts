import { expect, it } from 'vitest';
import { dataOf, emptyWhen, mapView, type View } from './View.ts';

const ready: View<number[]> = { state: 'ready', data: [1] };
const stale: View<number[]> = { state: 'stale', data: [], seconds: 42 };
const loading: View<number[]> = { state: 'loading' };

it('changes data and keeps the state', () => {
  expect(mapView(ready, (data: number[]) => data.length)).toEqual({ state: 'ready', data: 1 });
  expect(mapView(stale, (data: number[]) => data.length)).toEqual({ state: 'stale', data: 0, seconds: 42 });
  expect(mapView(loading, (data: number[]) => data.length)).toBe(loading);
});

it('is empty only when there is data and it is none', () => {
  const none = (data: number[]): boolean => data.length === 0;
  expect(emptyWhen(ready, none)).toBe(ready);
  expect(emptyWhen(stale, none)).toEqual({ state: 'empty' });
  expect(emptyWhen(loading, none)).toBe(loading);
});

it('hands out data, fresh or stale', () => {
  expect(dataOf(stale)).toEqual([]);
  expect(dataOf(loading)).toBeUndefined();
});
