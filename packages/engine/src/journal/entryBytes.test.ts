import { type Amount, amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../entries.ts';
import { writeEntry } from './entryBytes.ts';
import { JsonBytes } from './JsonBytes.ts';

// What is put together by hand must be what JSON says of the same object, bigint as decimal text.

const json = (entry: Entry): string =>
  JSON.stringify(entry, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));

type Written = Parameters<typeof writeEntry>[1];

function written(entry: Written): string {
  // Small, so that it must grow in the middle of an entry.
  const out = new JsonBytes(8);
  writeEntry(out, entry);
  return out.buffer.toString('utf8', 0, out.length);
}

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const price = fc.oneof(whole, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Infinity));
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const atoms = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((value) => value as Amount);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const transfer = fc.tuple(
  whole,
  fc.constantFrom('posted' as const, 'reserved' as const, 'pending-voided' as const),
  whole,
  whole,
  whole,
  atoms.map(String),
  fc.constantFrom('trade' as const, 'fee' as const),
);
const posting = fc.record({
  link: fc.constant('a0'.repeat(32)),
  transfers: fc.array(transfer, { maxLength: 4 }),
});
const about = { timeUs: whole, venueTimeUs: whole, orderId: text, instrument: whole };

const spec = fc.record(
  {
    instrument: whole,
    side,
    type: fc.constantFrom('limit' as const, 'market' as const, 'trailing-stop' as const),
    quantityLots: whole,
    limitTicks: whole,
    triggerTicks: whole,
    timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const),
    expireTimeUs: whole,
    postOnly: fc.boolean(),
    ocoGroup: text,
    bracket: fc.record({ takeProfitTicks: whole, stopTicks: whole }),
  },
  { requiredKeys: ['instrument', 'side', 'type', 'quantityLots'] },
);

const entries: Readonly<Record<string, fc.Arbitrary<Written>>> = {
  'order-placed': fc.record({
    kind: fc.constant('order-placed' as const),
    timeUs: whole,
    orderId: text,
    strategy: whole,
    spec,
    tradeId: text,
    why: fc.record({ text, numbers: fc.dictionary(text, fc.double(), { maxKeys: 4 }) }),
    cause: whole,
    bidTicks: price,
    askTicks: price,
    decisionTicks: price,
    askedLots: price,
    verdict: fc.oneof(
      fc.constant('admitted' as const),
      fc.record({ rule: text, value: price, limit: price, unit: text }),
    ),
    posting: fc.option(posting, { nil: null }),
  }),
  'order-accepted': fc.record({ kind: fc.constant('order-accepted' as const), ...about }),
  'order-filled': fc.record(
    {
      kind: fc.constant('order-filled' as const),
      ...about,
      fillId: text,
      side,
      priceTicks: whole,
      quantityLots: whole,
      remainingLots: whole,
      liquidity: fc.constantFrom('maker' as const, 'taker' as const),
      fee: atoms,
      feeAsset: text,
      realised: atoms,
    },
    {
      requiredKeys: [
        'kind',
        'timeUs',
        'venueTimeUs',
        'orderId',
        'instrument',
        'fillId',
        'side',
        'priceTicks',
        'quantityLots',
        'remainingLots',
        'liquidity',
        'fee',
      ],
    },
  ),
  'equity-marked': fc.record({
    kind: fc.constant('equity-marked' as const),
    timeUs: whole,
    equity: fc.array(fc.double(), { maxLength: 3 }),
  }),
  booked: fc.record({
    kind: fc.constant('booked' as const),
    timeUs: whole,
    reference: text,
    orderId: text,
    strategy: whole,
    posting,
  }),
  'order-closed': fc.record({
    kind: fc.constant('order-closed' as const),
    timeUs: whole,
    orderId: text,
    status: fc.constantFrom('filled' as const, 'cancelled' as const, 'rejected' as const),
    reason: fc.constantFrom('', 'requested', 'below-minimum-notional'),
    filledLots: whole,
    posting: fc.option(posting, { nil: null }),
  }),
};

describe('the text of', () => {
  it.each(Object.keys(entries))('%s is what JSON writes', (kind) => {
    fc.assert(
      fc.property(entries[kind] as fc.Arbitrary<Written>, (entry) => {
        expect(written(entry)).toBe(json(entry));
      }),
    );
  });

  it('a settlement has its payment as decimal text', () => {
    const settled = { timeUs: 1, venueTimeUs: 1, instrument: 0, rate: 0.0001, markTicks: 5 };
    expect(written({ kind: 'funding-settled', ...settled, payment: amount(-7n) })).toContain(
      '"payment":"-7"',
    );
  });
});
