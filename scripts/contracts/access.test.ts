import { expect, it } from 'vitest';
import { type Access, differences } from './access.ts';

const one: Access = { contract: 'Desk', function: 'pay()', selector: '0x00000001', who: 'operator' };

it('names what is new and what is gone', () => {
  expect(differences([one], [one])).toEqual([]);
  expect(differences([one], [{ ...one, who: 'anybody' }])).toEqual([
    'NEW  Desk.pay(): anybody',
    'GONE Desk.pay(): operator',
  ]);
});
