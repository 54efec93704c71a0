import { canonicalJson } from '@qca/base';
import { type Amount, amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, Fact } from '../entries.ts';
import { Bench, benchConfiguration, EAST, limit, WHY } from '../testing/Bench.fixture.ts';
import { decodeEntries, EntryEncoder, parseJournalJson } from './codec.ts';

function encode(...entries: readonly Entry[]): Uint8Array {
  const encoder = new EntryEncoder(16);
  for (const entry of entries) encoder.encode(entry);
  return encoder.bytes().slice();
}

function decode(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  decodeEntries(bytes, (entry) => void entries.push(entry));
  return entries;
}

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const atoms = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((value) => value as Amount);
const id = fc.string({ maxLength: 12 });
const about = { timeUs: whole, venueTimeUs: whole, orderId: id, instrument: whole };
const heard = { timeUs: whole, venueTimeUs: whole, instrument: whole };
const side = fc.constantFrom('buy' as const, 'sell' as const);

const market: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    kind: fc.constant('bar' as const),
    ...heard,
    openTimeUs: whole,
    openTicks: whole,
    highTicks: whole,
    lowTicks: whole,
    closeTicks: whole,
    volumeLots: fc.double({ noNaN: true, min: 0 }),
  }),
  fc.record({
    kind: fc.constant('trade' as const),
    ...heard,
    priceTicks: whole,
    quantityLots: whole,
    aggressor: side,
  }),
  fc.record({
    kind: fc.constant('quote' as const),
    ...heard,
    bidTicks: whole,
    bidLots: fc.constantFrom(1, Number.POSITIVE_INFINITY),
    askTicks: whole,
    askLots: whole,
    updateId: whole,
  }),
  fc.record({
    kind: fc.constant('funding' as const),
    ...heard,
    rate: fc.double({ noNaN: true }),
    markTicks: whole,
  }),
);

const plainFill = fc.record({
  kind: fc.constant('order-filled' as const),
  ...about,
  fillId: id,
  side,
  priceTicks: whole,
  quantityLots: whole,
  remainingLots: whole,
  liquidity: fc.constantFrom('maker' as const, 'taker' as const),
  fee: atoms,
});

const fill = fc.oneof(
  plainFill,
  fc.tuple(plainFill, id).map(([plain, feeAsset]) => ({ ...plain, feeAsset })),
);

const reports: fc.Arbitrary<Entry> = fc.oneof(
  fill,
  fc.record({ kind: fc.constantFrom('order-accepted' as const, 'order-triggered' as const), ...about }),
  fc.record({
    kind: fc.constantFrom('order-rejected' as const, 'cancel-rejected' as const),
    ...about,
    reason: fc.constant('rate-limited' as const),
    detail: id,
  }),
  fc.record({
    kind: fc.constant('order-cancelled' as const),
    ...about,
    reason: fc.constant('requested' as const),
    remainingLots: whole,
  }),
  fc.record({ kind: fc.constant('order-unknown' as const), ...about, detail: id }),
  fc.record({
    kind: fc.constantFrom('venue-connected' as const, 'venue-disconnected' as const),
    timeUs: whole,
    venueTimeUs: whole,
    venue: id,
  }),
  fc.record({
    kind: fc.constant('funding-settled' as const),
    ...heard,
    rate: fc.double({ noNaN: true, noDefaultInfinity: true }).map((rate) => rate + 0),
    markTicks: whole,
    payment: atoms,
  }),
  fc.record({
    kind: fc.constant('venue-snapshot' as const),
    timeUs: whole,
    venueTimeUs: whole,
    venue: id,
    requestId: id,
    orders: fc.array(
      fc.record({
        orderId: id,
        instrument: whole,
        status: fc.constant('open' as const),
        remainingLots: whole,
      }),
      { maxLength: 2 },
    ),
    fills: fc.array(fill, { maxLength: 2 }),
    fundings: fc.constant([]),
    balances: fc.array(fc.record({ asset: id, total: atoms }), { maxLength: 2 }),
  }),
);

const posting = fc.record({
  link: id.map((text) => text.replace(/[^a-z]/g, '')),
  transfers: fc.array(
    fc.tuple(
      whole,
      fc.constant('posted' as const),
      fc.constant(-1),
      whole,
      whole,
      atoms.map(String),
      fc.constant('trade' as const),
    ),
    { maxLength: 3 },
  ),
});
const why = fc.record({ text: id, numbers: fc.constant({ edge: 1.5 }) });
const verdict = fc.record({ rule: id, value: whole, limit: whole, unit: id });

const facts: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant('order-placed' as const),
    timeUs: whole,
    orderId: id,
    strategy: whole,
    spec: fc.constant(limit(EAST, 'buy', 1, 1)),
    tradeId: id,
    why,
    cause: whole,
    bidTicks: whole,
    askTicks: whole,
    decisionTicks: whole,
    askedLots: whole,
    verdict: fc.oneof(fc.constant('admitted' as const), verdict),
    posting: fc.option(posting),
  }),
  fc.record({
    kind: fc.constant('intent-refused' as const),
    timeUs: whole,
    strategy: whole,
    instrument: whole,
    side,
    askedLots: whole,
    why,
    cause: whole,
    verdict,
  }),
  fc.record({ kind: fc.constant('cancel-sent' as const), timeUs: whole, orderId: id, why: id }),
  fc.record({
    kind: fc.constant('booked' as const),
    timeUs: whole,
    reference: id,
    orderId: id,
    strategy: whole,
    posting,
  }),
  fc.record({
    kind: fc.constant('order-closed' as const),
    timeUs: whole,
    orderId: id,
    status: fc.constantFrom('filled' as const, 'cancelled' as const, 'rejected' as const),
    reason: fc.constantFrom('', 'requested'),
    filledLots: whole,
    posting: fc.option(posting),
  }),
  fc.record({
    kind: fc.constant('legs-advanced' as const),
    timeUs: whole,
    tradeId: id,
    strategy: whole,
    stage: fc.constant('hedging' as const),
    filledLots: fc.array(whole),
    detail: id,
  }),
  fc.record({
    kind: fc.constant('report-ignored' as const),
    timeUs: whole,
    orderId: id,
    reason: fc.constant('duplicate' as const),
    detail: id,
  }),
  fc.record({ kind: fc.constant('order-doubted' as const), timeUs: whole, orderId: id, detail: id }),
  fc.record({
    kind: fc.constant('reconciled' as const),
    timeUs: whole,
    venue: id,
    differences: fc.array(id),
  }),
  fc.record({
    kind: fc.constant('account-opened' as const),
    timeUs: whole,
    account: whole,
    name: id,
    asset: id,
  }),
  fc.record({
    kind: fc.constant('equity-marked' as const),
    timeUs: whole,
    equity: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  }),
);

const signed = { commandId: id, who: id, why: id };
const controls: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constantFrom('timer' as const, 'run-resumed' as const), timeUs: whole }),
  fc.record({
    kind: fc.constantFrom('halt' as const, 'reduce' as const, 'rearm' as const),
    timeUs: whole,
    strategy: whole,
    ...signed,
  }),
  fc.record({ kind: fc.constant('stop' as const), timeUs: whole, ...signed }),
  fc.record({
    kind: fc.constant('move-budget' as const),
    timeUs: whole,
    from: whole,
    to: whole,
    amount: id,
    ...signed,
  }),
  fc.record({
    kind: fc.constant('set-parameters' as const),
    timeUs: whole,
    strategy: whole,
    parameters: fc.dictionary(id, id),
    ...signed,
  }),
  fc.record({
    kind: fc.constant('kill' as const),
    timeUs: whole,
    plan: fc.option(
      fc.record({ reduce: fc.constantFrom('nothing' as const, 'everything' as const), order: fc.array(id) }),
    ),
    ...signed,
  }),
);

describe('the journal code', () => {
  it('gives back every entry as it was, whatever the kinds and their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(market, reports, facts, controls), { maxLength: 12 }), (entries) => {
        const bytes = encode(...entries);
        expect(decode(bytes)).toEqual(entries);
        // Replay compares bytes: what was decoded must be encoded to the same.
        expect(encode(...decode(bytes))).toEqual(bytes);
      }),
    );
  });

  it('gives back depth with as many levels as count, not as the reused arrays hold', () => {
    const depth: Entry = {
      kind: 'depth',
      instrument: 2,
      venueTimeUs: 5,
      timeUs: 6,
      snapshot: true,
      firstUpdateId: 7,
      lastUpdateId: 8,
      previousUpdateId: -1,
      count: 2,
      sides: Uint8Array.of(0, 1, 1),
      priceTicks: Float64Array.of(99, 101, 7),
      quantityLots: Float64Array.of(0, 4, 9),
    };
    const held = {
      sides: Uint8Array.of(0, 1),
      priceTicks: Float64Array.of(99, 101),
      quantityLots: Float64Array.of(0, 4),
    };
    expect(decode(encode(depth, { ...depth, snapshot: false }))).toEqual([
      { ...depth, ...held },
      { ...depth, ...held, snapshot: false },
    ]);
  });

  it('gives back the configuration of a run, bigints of instruments included', () => {
    const started: Entry = { kind: 'run-started', timeUs: 1, configuration: benchConfiguration() };
    expect(decode(encode(started))).toEqual([started]);
  });

  it('writes a configuration in one spelling, whatever the order of its keys', () => {
    const started: Entry = { kind: 'run-started', timeUs: 1, configuration: benchConfiguration() };
    const readBack = parseJournalJson(canonicalJson(started)) as Entry;
    expect(encode(readBack)).toEqual(encode(started));
  });

  it('leaves a strategy its own text, also under names that are bigint elsewhere', () => {
    const parameters = { fee: '0.1', lot: 'much', total: '7', tick: '1', maker: '2' };
    const base = benchConfiguration();
    const configuration = { ...base, strategies: base.strategies.map((each) => ({ ...each, parameters })) };
    const [entry] = decode(encode({ kind: 'run-started', timeUs: 1, configuration }));
    expect(entry?.kind === 'run-started' && entry.configuration.strategies[0]?.parameters).toEqual(
      parameters,
    );
  });

  it('writes the same text as JSON, with bigint as decimal text', () => {
    const bench = new Bench().open();
    const order = bench.place(limit(EAST, 'buy', 3, 1_001));
    const report = bench.fill(order, 3, 1_001, { fillId: 'a "quoted" é id', fee: amount(-5n) });
    const text = new TextDecoder().decode(encode(report).subarray(13));
    expect(JSON.parse(text)).toEqual({ ...report, fee: '-5' });
  });

  it('gives each entry its own bytes, which join to the whole', () => {
    const bytes = encode(
      { kind: 'timer', timeUs: 1 },
      { kind: 'cancel-sent', timeUs: 2, orderId: 'o', why: WHY.text },
    );
    const own: number[] = [];
    decodeEntries(bytes, (_entry, part) => void own.push(...part));
    expect(Uint8Array.from(own)).toEqual(bytes);
  });

  it('starts anew after a reset', () => {
    const encoder = new EntryEncoder();
    encoder.encode({ kind: 'timer', timeUs: 1 });
    encoder.reset();
    expect(encoder.bytes()).toHaveLength(0);
    encoder.encode({ kind: 'timer', timeUs: 2 });
    expect(decode(encoder.bytes())).toEqual([{ kind: 'timer', timeUs: 2 }]);
  });

  it('crashes on bytes that are cut off, wherever the cut is', () => {
    const bytes = encode({ kind: 'timer', timeUs: 1 });
    for (let length = 1; length < bytes.length; length += 1) {
      expect(() => decode(bytes.subarray(0, length))).toThrow('journal entry at byte 0 is cut off');
    }
  });

  it('crashes on a code it does not know', () => {
    const bytes = encode({ kind: 'timer', timeUs: 1 }, { kind: 'timer', timeUs: 2 });
    bytes[bytes.length / 2 + 4] = 99;
    expect(() => decode(bytes)).toThrow(`journal entry at byte ${bytes.length / 2} has the unknown code 99`);
  });
});
