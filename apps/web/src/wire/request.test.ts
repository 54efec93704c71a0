import { OPERATION } from '@qca/api';
import { expect, it } from 'vitest';
import { addressOf } from './request.ts';

it('puts parameters into the path and the rest behind it', () => {
  expect(addressOf(OPERATION.readOrder, { params: { orderId: 'a/b' }, query: { run: 'r1' } })).toBe(
    '/api/orders/a%2Fb?run=r1',
  );
  expect(addressOf(OPERATION.listDecisions, { query: { strategy: 'x', limit: 5, outcome: undefined } })).toBe(
    '/api/decisions?limit=5&strategy=x',
  );
  expect(addressOf(OPERATION.readStatus, {})).toBe('/api/status');
});
