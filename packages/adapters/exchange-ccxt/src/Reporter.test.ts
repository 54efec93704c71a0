import { NEVER } from '@qca/base';
import { defineInstrument, type Instrument, venueAsset } from '@qca/market';
import type { OrderFilled, Report } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import type { Client, UnifiedTrade } from './ccxtTypes.ts';
import { InputQueue } from './InputQueue.ts';
import { OrderMemory } from './OrderMemory.ts';
import { Reporter } from './Reporter.ts';
import { Session } from './Session.ts';
import { sampleInstrument } from './samples.fixture.ts';
import { venueProfile } from './VenueProfile.ts';

// Messages as Binance's documents have them: `fills` of an order's answer, `myTrades`, and `executionReport`.

const NOW_US = 1_700_000_000_000_000;

function reporterOf(instrument: Instrument = sampleInstrument()) {
  const queue = new InputQueue(() => NOW_US);
  const profile = venueProfile('binance');
  const client = { numberToString: String } as unknown as Client;
  const session = new Session({
    client,
    profile,
    instruments: [instrument],
    symbols: [`${instrument.base.id}/${instrument.quote.id}`],
    queue,
    redact: (text) => text,
    nowMs: () => NOW_US / 1_000,
  });
  const memory = new OrderMemory();
  const reporter = new Reporter(session, memory);
  const known = memory.add({
    orderId: 'run-1-0',
    instrument: 0,
    side: 'buy',
    quantityLots: 1_000,
    timeInForce: 'gtc',
  });
  memory.setVenueId(known, '77');
  const heard = (): Report[] => {
    const reports: Report[] = [];
    while (queue.peekTimeUs() !== NEVER) reports.push(queue.take() as Report);
    return reports;
  };
  const fills = (): OrderFilled[] => heard().filter((each) => each.kind === 'order-filled');
  return { reporter, known, heard, fills };
}

let ids = 0;

/** One of the `fills` of an order's full answer. */
function answered(commission: unknown, commissionAsset: unknown): UnifiedTrade {
  ids += 1;
  const info = { price: '50000.00', qty: '0.00100', commission, commissionAsset, tradeId: ids };
  return { id: `${ids}`, symbol: 'BTC/USDT', side: 'buy', info };
}

/** A trade on the private stream. */
function streamed(n: unknown, N: unknown): UnifiedTrade {
  ids += 1;
  const info = { e: 'executionReport', L: '50000.00', l: '0.00100', n, N, t: ids, c: 'run-1-0' };
  return { id: `${ids}`, order: '77', symbol: 'BTC/USDT', side: 'buy', info };
}

const feesOf = (fills: readonly OrderFilled[]) => fills.map(({ fee, feeAsset }) => [fee, feeAsset]);

describe('a fee', () => {
  it('is told in the asset that the venue took it in, fill by fill of one answer', () => {
    const { reporter, fills } = reporterOf();
    reporter.order({
      id: '77',
      clientOrderId: 'run-1-0',
      symbol: 'BTC/USDT',
      side: 'buy',
      status: 'open',
      amount: 0.01,
      filled: 0.003,
      trades: [answered('0.00009375', 'BNB'), answered('0.00000100', 'BTC'), answered('0.05000000', 'USDT')],
      info: {},
    });
    expect(feesOf(fills())).toEqual([
      [9_375n, 'BNB'],
      [100n, 'BTC'],
      [5_000_000n, undefined],
    ]);
  });

  it('is told from the stream as from an answer', () => {
    const { reporter, fills } = reporterOf();
    for (const trade of [
      streamed('0.00000100', 'BTC'),
      streamed('0.00012500', 'BNB'),
      streamed('0.05', 'USDT'),
    ])
      reporter.fill(trade);
    expect(feesOf(fills())).toEqual([
      [100n, 'BTC'],
      [12_500n, 'BNB'],
      [5_000_000n, undefined],
    ]);
  });

  it('of nothing has no asset, whatever stands there', () => {
    const { reporter, fills } = reporterOf();
    for (const trade of [streamed('0', null), streamed('0.00000000', 'BNB'), answered(undefined, undefined)])
      reporter.fill({ ...trade, order: '77' });
    expect(feesOf(fills())).toEqual([
      [0n, undefined],
      [0n, undefined],
      [0n, undefined],
    ]);
  });

  it('that is a rebate is negative', () => {
    const { reporter, fills } = reporterOf();
    reporter.fill(streamed('-0.00000050', 'BTC'));
    expect(feesOf(fills())).toEqual([[-50n, 'BTC']]);
  });

  it('in the quote names no asset, also where that is the coin that others pay in', () => {
    const bnbQuoted = defineInstrument({ ...sampleInstrument(), quote: venueAsset('BNB') }, 0);
    const { reporter, fills } = reporterOf(bnbQuoted);
    reporter.fill({ ...streamed('0.00000100', 'BNB'), symbol: 'BTC/BNB' });
    expect(feesOf(fills())).toEqual([[100n, undefined]]);
  });

  it.each([
    ['too many decimals', '0.000000001', 'BTC'],
    ['letters', 'free', 'BTC'],
    ['too small an exponent', '1e-9', 'BTC'],
    ['an amount of nothing named', '0.00000100', null],
  ])('that cannot be read is not dropped: %s', (_what, n, N) => {
    const { reporter, known, heard } = reporterOf();
    reporter.fill(streamed(n, N));
    const [doubt, ...more] = heard();
    expect(more).toEqual([]);
    expect(doubt).toMatchObject({ kind: 'order-unknown', orderId: known.orderId });
    const detail = doubt?.kind === 'order-unknown' ? doubt.detail : '';
    expect(detail).toContain(`a fee of "${n}"`);
    expect(detail).toContain('compare it at the venue');
    expect(known.filledLots).toBe(0);
  });
});

it('gives no order the fill of another, wherever it is told', () => {
  const { reporter, known, fills } = reporterOf();
  const mixed = streamed('0.00000100', 'BTC');
  const other = { ...mixed, order: '51', side: 'sell', info: { ...mixed.info, c: 'run-2-0' } };
  const told = { id: '77', clientOrderId: 'run-1-0', symbol: 'BTC/USDT', side: 'buy', status: 'open' };
  reporter.order({ ...told, trades: [other, streamed('0.00000100', 'BTC')], info: {} });
  expect(fills().map(({ orderId, side }) => [orderId, side])).toEqual([[known.orderId, 'buy']]);
});
