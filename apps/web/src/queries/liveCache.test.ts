import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { applyChange, fits } from './liveCache.ts';

it('takes rows only into the answers that they belong to', () => {
  const client = new QueryClient();
  const empty = { sequence: 0, run: 'r', decisions: [] };
  const keys = [
    { query: {} },
    { query: { outcome: 'refused' } },
    { query: { strategy: 'b' } },
    { query: { run: 'old' } },
  ];
  for (const key of keys) client.setQueryData(['listDecisions', key], empty);
  const row = { decisionId: 'd', sequence: 5, strategy: 'a', outcome: 'refused' };
  applyChange(client, 'decisions', { kind: 'delta', data: [row] });
  const lengths = keys.map(
    (key) => client.getQueryData<typeof empty>(['listDecisions', key])?.decisions.length,
  );
  expect(lengths).toEqual([1, 1, 0, 0]);
});

it('keeps the last good status when a delta does not fit', () => {
  const client = new QueryClient();
  client.setQueryData(['readStatus', {}], { sequence: 1 });
  applyChange(client, 'status', { kind: 'delta', data: { sequence: 'x' } });
  expect(client.getQueryData(['readStatus', {}])).toEqual({ sequence: 1 });
});

it('holds a row against the filters that it has fields for', () => {
  expect(fits({ strategy: 'a', orderId: '1' }, { strategy: 'a', limit: 5 })).toBe(true);
  expect(fits({ strategy: 'a', orderId: '1' }, { orderId: '2' })).toBe(false);
});
