import { DAY, SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { ADMITTED, admit } from './admit.ts';
import { ask, gate, PLAIN, refused, shrunk, T } from './fixtures.ts';
import { applyAdmitted, applyReleased } from './flow.ts';

describe('turnover of the day', () => {
  const limits = { dailyTurnoverMax: 0.05 };

  it('adds up what was sent, gives back what was released, and begins anew with the UTC day', () => {
    const state = gate(limits);
    applyAdmitted(state, PLAIN, 10);
    applyAdmitted(state, PLAIN, 10);
    expect(ask(state)).toEqual(shrunk(5, 'daily-turnover', 60, 50, 'value'));
    expect(ask(state, { strategy: 1 })).toBe(ADMITTED);
    applyReleased(state, { strategy: 0, admittedUs: T, value: 6 });
    expect(ask(state)).toEqual(shrunk(8, 'daily-turnover', 54, 50, 'value'));
    const late = { timeUs: T + DAY - 1, lastHeardUs: T };
    expect(ask(state, late)).toEqual(shrunk(8, 'daily-turnover', 54, 50, 'value'));
    const next = { timeUs: T + DAY, lastHeardUs: T };
    expect(ask(state, next)).toBe(ADMITTED);
    applyAdmitted(state, { ...PLAIN, ...next }, 10);
    applyReleased(state, { strategy: 0, admittedUs: T + DAY - 1, value: 20 });
    expect(ask(state, { ...next, quantityLots: 16 })).toEqual(shrunk(15, 'daily-turnover', 52, 50, 'value'));
  });

  it('counts what was sent, not what was asked', () => {
    const state = gate(limits);
    applyAdmitted(state, PLAIN, 3);
    expect(ask(state, { quantityLots: 23 })).toEqual(shrunk(22, 'daily-turnover', 52, 50, 'value'));
  });

  it('never falls below nothing', () => {
    const state = gate(limits);
    applyAdmitted(state, PLAIN, 1);
    applyReleased(state, { strategy: 0, admittedUs: T, value: 40 });
    expect(ask(state, { quantityLots: 26 })).toEqual(shrunk(25, 'daily-turnover', 52, 50, 'value'));
  });

  it('takes only what can have been sent or released', () => {
    const state = gate(limits);
    for (const lots of [0, -1, 11, Number.NaN])
      expect(() => applyAdmitted(state, PLAIN, lots)).toThrow('part of what was asked');
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => applyReleased(state, { strategy: 0, admittedUs: T, value })).toThrow('at least 0');
    }
    expect(() => applyReleased(state, { strategy: 2, admittedUs: T, value: 1 })).toThrow(
      'there is no strategy 2',
    );
    applyReleased(state, { strategy: 0, admittedUs: T, value: 0 });
    expect(ask(state)).toBe(ADMITTED);
  });
});

describe('order rate', () => {
  const limits = { orderRate: { perSecond: 2, burst: 3 } };
  const unit = 'orders, of which 2 a second are forgotten';
  const exit = { side: 'sell', positionLots: 10, reducing: true } as const;

  it('lets a burst through, then one order whenever one has been forgotten', () => {
    const state = gate(limits);
    for (let sent = 0; sent < 3; sent += 1) {
      expect(ask(state)).toBe(ADMITTED);
      applyAdmitted(state, PLAIN, 1);
    }
    expect(ask(state)).toEqual(refused('order-rate', 4, 3, unit));
    expect(ask(state, { strategy: 1 })).toBe(ADMITTED);
    const soon = T + SECOND / 4;
    expect(ask(state, { timeUs: soon })).toEqual(refused('order-rate', 3.5, 3, unit));
    expect(ask(state, { timeUs: T + SECOND / 2 })).toBe(ADMITTED);
    applyAdmitted(state, { ...PLAIN, timeUs: T + SECOND / 2 }, 1);
    expect(ask(state, { timeUs: T + SECOND / 2 })).toEqual(refused('order-rate', 4, 3, unit));
  });

  it('never saves up more than a burst', () => {
    const state = gate(limits);
    applyAdmitted(state, PLAIN, 1);
    const later = { ...PLAIN, timeUs: T + 100 * SECOND };
    for (let sent = 0; sent < 3; sent += 1) applyAdmitted(state, later, 1);
    expect(admit(state, later)).toEqual(refused('order-rate', 4, 3, unit));
  });

  it('keeps a second burst for orders that reduce', () => {
    const state = gate(limits);
    for (let sent = 0; sent < 6; sent += 1) {
      expect(ask(state, exit)).toBe(ADMITTED);
      applyAdmitted(state, { ...PLAIN, ...exit }, 1);
    }
    expect(ask(state, exit)).toEqual(refused('order-rate', 7, 6, unit));
    expect(ask(state)).toEqual(refused('order-rate', 7, 3, unit));
    expect(ask(state, { ...exit, timeUs: T + SECOND / 2 })).toBe(ADMITTED);
    expect(ask(state, { timeUs: T + SECOND / 2 })).toEqual(refused('order-rate', 6, 3, unit));
  });

  it('gives a flagged order that asks for too much the part that may use the reserve', () => {
    const state = gate(limits);
    for (let sent = 0; sent < 3; sent += 1) applyAdmitted(state, PLAIN, 1);
    expect(ask(state, { ...exit, positionLots: 4 })).toEqual(shrunk(4, 'order-rate', 4, 3, unit));
    for (let sent = 0; sent < 3; sent += 1) applyAdmitted(state, PLAIN, 1);
    expect(ask(state, { ...exit, positionLots: 4 })).toEqual(refused('order-rate', 7, 6, unit));
  });

  it('refuses to go back in time', () => {
    const state = gate(limits);
    applyAdmitted(state, PLAIN, 1);
    expect(() => ask(state, { timeUs: T - 1, lastHeardUs: 0 })).toThrow('in the order of time');
  });
});
