import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatToSteps, priceText, quantityText, toLots, toTicks } from './exact.ts';
import { sampleInstrument } from './samples.fixture.ts';

const instrument = sampleInstrument();

describe('exact', () => {
  it('prints ticks and lots as decimals and reads them back', () => {
    expect(priceText(6_183_763, instrument)).toBe('61837.63');
    expect(quantityText(154_698, instrument)).toBe('1.54698');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (steps) => {
        expect(toTicks(priceText(steps, instrument), instrument)).toBe(steps);
        expect(toLots(quantityText(steps, instrument), instrument)).toBe(steps);
      }),
    );
  });

  it.each(['61837.631', '1e', '', 'NaN', 'Infinity'])('does not round %j', (text) => {
    expect(toTicks(text, instrument)).toBeUndefined();
  });

  it('reads quantities finer than a lot as none', () => {
    expect(toLots('0.000001', instrument)).toBeUndefined();
    expect(toLots('0.00001000', instrument)).toBe(1);
  });

  it('gives a float that went through a double its whole number back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (steps) => {
        expect(floatToSteps(Number(priceText(steps, instrument)), instrument.tickSize)).toBe(steps);
        expect(floatToSteps(Number(quantityText(steps, instrument)), instrument.lotSize)).toBe(steps);
      }),
    );
  });

  it.each([0.005, 61_837.635, -1, Number.NaN])('takes %d for no whole number of ticks', (price) => {
    expect(floatToSteps(price, instrument.tickSize)).toBeUndefined();
  });

  it('crashes rather than print part of a step', () => {
    expect(() => priceText(1.5, instrument)).toThrow('whole number of ticks');
  });
});
