import { describe, expect, it } from 'vitest';
import { toClientId, toOrderId } from './clientIds.ts';
import { type VenueProfile, venueProfile } from './VenueProfile.ts';

const binance = venueProfile('binance');
/** A venue that takes letters and digits only. */
const strict: VenueProfile = {
  ...binance,
  clientId: {
    ...binance.clientId,
    lengthMax: 32,
    pattern: /^[A-Za-z0-9]+$/,
    standIns: { '-': 'X', '.': 'Y' },
  },
};

describe('client ids', () => {
  it.each(['8871d499-7147-0', '8871d499-7147-0.tp', 's1-0-0'])(
    'sends %s so that it can be read back',
    (id) => {
      for (const profile of [binance, strict]) {
        const sent = toClientId(id, profile);
        expect(sent).toMatch(profile.clientId.pattern);
        expect(toOrderId(sent ?? '', profile)).toBe(id);
      }
      expect(toClientId(id, binance)).toBe(id);
    },
  );

  it('has none for what is too long, has other characters, or could not be read back', () => {
    expect(toClientId('x'.repeat(37), binance)).toBeUndefined();
    expect(toClientId('a b', binance)).toBeUndefined();
    expect(toClientId('', binance)).toBeUndefined();
    expect(toClientId('aXb-1', strict)).toBeUndefined();
  });
});
