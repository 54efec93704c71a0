import type { OpenOrder, Position } from '@qca/api';
import { expect, it } from 'vitest';
import { killPreview } from './killPreview.ts';

const position = (strategy: string, asset: string, value: number): Position => ({
  strategy,
  asset,
  value,
  venue: 'v',
  instrument: asset,
  quantity: '1',
  averageCost: null,
  mark: null,
  unrealised: 0,
});
const status = {
  reportingAsset: 'USD',
  openOrders: [{ venue: 'a' }, { venue: 'b' }, { venue: 'a' }] as OpenOrder[],
  positions: [
    position('s1', 'BTC', 50),
    position('s1', 'USD', 900),
    position('s2', 'ETH', -80),
    position('s3', 'SOL', 10),
    position('s3', 'ETH', 5),
  ],
  kill: {
    killed: false,
    stage: 'off',
    left: 0,
    plan: { reduce: 'everything' as const, order: ['s3', 'BTC'] },
  },
};

it('counts orders by venue and exposure without cash', () => {
  const preview = killPreview(status);
  expect(preview.ordersToCancel).toBe(3);
  expect(preview.ordersByVenue).toEqual([
    { venue: 'a', orders: 2 },
    { venue: 'b', orders: 1 },
  ]);
  expect(preview.exposure).toBe(145);
});

it('reduces in the order of the plan, then by value', () => {
  expect(killPreview(status).reductions.map(({ asset }) => asset)).toEqual(['SOL', 'ETH', 'BTC', 'ETH']);
});

it('reduces nothing where the plan leaves positions', () => {
  const kill = { ...status.kill, plan: { reduce: 'nothing' as const, order: [] } };
  expect(killPreview({ ...status, kill }).reductions).toEqual([]);
});
