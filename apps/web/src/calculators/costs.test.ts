import { expect, it } from 'vitest';
import { splitCosts } from './costs.ts';

it('splits net into gross and costs', () => {
  const split = splitCosts({
    realised: '14.00',
    funding: '1.50',
    fees: '2.60',
    slippage: '0.5',
    net: '12.40',
  });
  expect(split).toEqual({ gross: '15.50', costs: '3.10', net: '12.40' });
});
