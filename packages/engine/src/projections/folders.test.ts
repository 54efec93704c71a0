import { MINUTE, SECOND } from '@qca/base';
import { defineInstrument, type MarketEvent } from '@qca/market';
import { describe, expect, it } from 'vitest';
import {
  Bench,
  benchInstruments,
  EAST,
  limit,
  quote,
  START_US,
  units,
  WEST,
} from '../testing/Bench.fixture.ts';
import { Tables } from '../testing/Tables.fixture.ts';
import { BarFolder } from './BarFolder.ts';
import { Projector } from './Projector.ts';

const instruments = benchInstruments().map((spec, index) => defineInstrument(spec, index));
const PRICE = 10n ** 18n;

function folder(): BarFolder {
  const quotes = { kinds: ['quotes', 'trades', 'depth'], barIntervalUs: 0 } as const;
  return new BarFolder(
    instruments,
    instruments.map((each) =>
      each.index === WEST ? { kinds: ['bars', 'quotes'], barIntervalUs: MINUTE } : quotes,
    ),
  );
}

const trade = (timeUs: number, priceTicks: number, quantityLots: number): MarketEvent => ({
  kind: 'trade',
  instrument: EAST,
  timeUs,
  venueTimeUs: timeUs,
  priceTicks,
  quantityLots,
  aggressor: 'buy',
});

/** The start of a ten second bar. */
const OPEN_US = Math.floor(START_US / (10 * SECOND)) * 10 * SECOND;

describe('BarFolder', () => {
  it('takes bars over as they are, and nothing else where there are bars', () => {
    const bars = folder();
    bars.take(
      {
        kind: 'bar',
        instrument: WEST,
        timeUs: START_US + MINUTE + 7,
        venueTimeUs: START_US + MINUTE,
        openTimeUs: START_US,
        openTicks: 1_000,
        highTicks: 1_009,
        lowTicks: 990,
        closeTicks: 1_001,
        volumeLots: 250,
      },
      12,
    );
    bars.take(quote(WEST, START_US, 5, 7), 13);
    expect(bars.drain()).toEqual([
      {
        sequence: 12,
        timeUs: START_US + MINUTE + 7,
        strategy: '',
        instrument: 'west:BTC/USD',
        openUs: START_US,
        intervalUs: MINUTE,
        kind: 'bar',
        open: 1_000n * PRICE,
        high: 1_009n * PRICE,
        low: 990n * PRICE,
        close: 1_001n * PRICE,
        volume: units('2.5'),
        baseAsset: 'BTC',
        quoteAsset: 'USD',
      },
    ]);
    expect(bars.drain()).toEqual([]);
  });

  it('folds mids of ten seconds where there are none, halves of a tick and volume of trades included', () => {
    const bars = folder();
    const events = [
      quote(EAST, OPEN_US, 999, 1_001),
      quote(EAST, OPEN_US + 1 * SECOND, 1_004, 1_005),
      quote(EAST, OPEN_US + 2 * SECOND, 990, 992),
      trade(OPEN_US + 3 * SECOND, 2_000, 30),
      quote(EAST, OPEN_US + 10 * SECOND - 1, 995, 996),
      quote(EAST, OPEN_US + 10 * SECOND, 999, 1_001),
    ];
    for (const [sequence, event] of events.entries()) bars.take(event, sequence);
    const [first, second] = bars.drain();
    expect(first).toMatchObject({
      openUs: OPEN_US,
      intervalUs: 10 * SECOND,
      kind: 'mid',
      sequence: 4,
      open: 1_000n * PRICE,
      high: (2_009n * PRICE) / 2n,
      low: 991n * PRICE,
      close: (1_991n * PRICE) / 2n,
      volume: units('0.3'),
    });
    expect(second).toMatchObject({ openUs: OPEN_US + 10 * SECOND, open: 1_000n * PRICE, sequence: 5 });
  });

  it('takes the last price where no touch was heard, and nothing before a price', () => {
    const bars = folder();
    bars.take(
      { kind: 'funding', instrument: EAST, timeUs: 1, venueTimeUs: 1, rate: 0, markTicks: 7 } as MarketEvent,
      0,
    );
    expect(bars.drain()).toEqual([]);
    bars.take(trade(OPEN_US, 1_000, 1), 1);
    expect(bars.drain()).toMatchObject([{ close: 1_000n * PRICE, volume: units('0.01') }]);
  });

  it('hands a bar under way over as far as it is, and again when it has changed', () => {
    const bars = folder();
    bars.take(quote(EAST, OPEN_US, 999, 1_001), 1);
    expect(bars.drain()).toMatchObject([{ openUs: OPEN_US, close: 1_000n * PRICE }]);
    expect(bars.drain()).toEqual([]);
    bars.take(quote(EAST, OPEN_US + SECOND, 1_009, 1_011), 2);
    expect(bars.drain()).toMatchObject([{ openUs: OPEN_US, open: 1_000n * PRICE, close: 1_010n * PRICE }]);
  });
});

/** Rows folded from a bench's journal, cut into blocks where it was flushed. */
function rowsOf(bench: Bench): Tables {
  const tables = new Tables();
  const projector = new Projector();
  void bench.writer.flush();
  for (const block of bench.journal.list) {
    projector.take(block.bytes);
    tables.take(projector.batch(), projector.next - 1);
  }
  return tables;
}

describe('the tables of a run', () => {
  it('have the same bars however the journal was cut', () => {
    const play = (cut: boolean): Tables => {
      const bench = new Bench();
      for (let count = 0; count < 50; count += 1) {
        bench.quote(EAST, 999 + (count % 7), 1_001 + (count % 7));
        if (cut && count % 3 === 0) void bench.writer.flush();
      }
      return rowsOf(bench);
    };
    expect([...play(true).rows.bars]).toEqual([...play(false).rows.bars]);
    expect(play(true).rows.bars.size).toBeGreaterThanOrEqual(5);
  });

  it('have one row per command: what was asked, and what came of it', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    bench.place(limit(EAST, 'buy', 10, 1_000));
    bench.give({ kind: 'move-budget', from: 0, to: 1, amount: '5', commandId: 'move' });
    bench.give({ kind: 'halt', strategy: 0, commandId: 'halt' });
    bench.give({ kind: 'halt', strategy: 1, commandId: 'halt', why: 'again' });
    bench.give({ kind: 'reduce', strategy: 0, commandId: 'reduce' });
    bench.give({ kind: 'rearm', strategy: 9, commandId: 'nobody' });
    bench.give({ kind: 'rearm', strategy: 0, commandId: 'halt', who: '' });
    bench.give({ kind: 'kill', plan: { reduce: 'nothing', order: ['ETH'] }, who: '', commandId: 'blank' });
    const { commands } = rowsOf(bench).rows;
    const shown = [...commands.values()].map(({ commandId, kind, strategy, outcome, rule }) =>
      [commandId, kind, strategy, outcome, rule].join(' '),
    );
    expect(shown).toEqual([
      'move move-budget  applied ',
      'halt halt one applied ',
      'reduce reduce one refused already-in-mode',
      'nobody rearm  refused unknown-strategy',
      'blank kill  refused unsigned-command',
    ]);
    expect(commands.get('halt')).toMatchObject({ who: 'ada', why: 'test' });
    expect(JSON.parse(commands.get('halt')!.numbers)).toEqual({ mode: 'halted', cancelled: 1 });
    expect(JSON.parse(commands.get('move')!.numbers)).toMatchObject({
      amount: '5',
      moved: 5,
      from: 'one',
      to: 'two',
    });
    expect(JSON.parse(commands.get('blank')!.numbers)).toMatchObject({
      plan: { order: ['ETH'] },
      limit: 100,
    });
  });
});
