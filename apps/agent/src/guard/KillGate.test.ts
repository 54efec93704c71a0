import type { Report } from '@qca/orders';
import type { Exchange, ExchangeAction } from '@qca/ports';
import { beforeEach, describe, expect, it } from 'vitest';
import { KillGate, type KillGateRules } from './KillGate.ts';

const accepted = (timeUs: number): Report => ({
  kind: 'order-accepted',
  timeUs,
  venueTimeUs: timeUs,
  orderId: 'v',
  instrument: 0,
});
const place = (orderId: string, side: 'buy' | 'sell' = 'buy') =>
  ({
    kind: 'place-order',
    orderId,
    spec: { instrument: 0, side, type: 'market', quantityLots: 1 },
  }) as const;
const cancel = { kind: 'cancel-order', orderId: 'a', instrument: 0 } as const;

let sent: ExchangeAction[];
let coming: Report[];
let locked: boolean;

const venues: Exchange = {
  send: (actions) => void sent.push(...actions),
  peekTimeUs: (untilUs = Infinity) => {
    const next = coming[0]?.timeUs ?? Infinity;
    return next <= untilUs ? next : Infinity;
  },
  take: () => coming.shift() as Report,
  ended: () => coming.length === 0,
  close: () => {},
};

function gate(rules: Partial<KillGateRules> = {}, isReplaying = false): KillGate {
  return new KillGate(
    venues,
    {
      isLocked: () => locked,
      addsExposure: ({ spec }) => spec.side === 'buy',
      refusedBefore: new Set(),
      undecided: new Set(),
      ...rules,
    },
    isReplaying,
  );
}

beforeEach(() => {
  sent = [];
  coming = [];
  locked = false;
});

describe('KillGate', () => {
  it('lets everything pass without a lock, and tells of orders', () => {
    const told: unknown[] = [];
    const open = gate({ onSent: (id, adds) => void told.push([id, adds]) });
    void open.send([place('a'), place('b', 'sell'), cancel], 5);
    expect(sent).toHaveLength(3);
    expect(told).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it('refuses what adds exposure under the lock, as a report at once, and passes the rest', () => {
    locked = true;
    coming = [accepted(5), accepted(7)];
    const shut = gate();
    void shut.send([place('a'), place('b', 'sell'), cancel], 5);
    expect(sent).toEqual([place('b', 'sell'), cancel]);
    expect(shut.ended?.()).toBe(false);
    expect(shut.peekTimeUs()).toBe(5);
    expect(shut.take()).toMatchObject({
      kind: 'order-rejected',
      orderId: 'a',
      reason: 'kill-switch',
      timeUs: 5,
    });
    expect(shut.take()).toEqual(accepted(5));
    expect(shut.peekTimeUs()).toBe(7);
  });

  it('gives what a venue says earlier first', () => {
    locked = true;
    coming = [accepted(4)];
    const shut = gate();
    void shut.send([place('a')], 5);
    expect(shut.peekTimeUs()).toBe(4);
    expect(shut.take()).toEqual(accepted(4));
    expect(shut.take()).toMatchObject({ kind: 'order-rejected' });
  });

  it('refuses in a replay what was refused, whatever the lock says now', () => {
    const shut = gate({ refusedBefore: new Set(['a']) }, true);
    void shut.send([place('a')], 5);
    expect(shut.take()).toMatchObject({ kind: 'order-rejected', orderId: 'a' });
    locked = true;
    void shut.send([place('c')], 6);
    expect(sent).toEqual([place('c')]);
    shut.goLive();
    void shut.send([place('d')], 7);
    expect(sent).toEqual([place('c')]);
  });

  it('does not send again under the lock what the journal does not tell the fate of', () => {
    locked = true;
    const shut = gate({ undecided: new Set(['z']) }, true);
    void shut.send([place('z')], 5);
    expect(sent).toEqual([]);
  });
});
