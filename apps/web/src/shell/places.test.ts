import { expect, it } from 'vitest';
import { isIn, MORE_PLACES, PHONE_PLACES, PLACES } from './places.ts';

it('knows where a path lies', () => {
  const at = (path: string) => PLACES.filter(({ href }) => isIn(path, href)).map(({ key }) => key);
  expect(at('/')).toEqual(['overview']);
  expect(at('/order')).toEqual(['orders']);
  expect(at('/risk/')).toEqual(['risk']);
  expect(at('/sign-in')).toEqual([]);
});

it('puts every place on a phone once', () => {
  expect([...PHONE_PLACES, ...MORE_PLACES]).toEqual(PLACES);
  expect(PHONE_PLACES).toHaveLength(5);
});
