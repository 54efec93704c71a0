import { describe, expect, it } from 'vitest';
import { MarketBoard } from './MarketBoard.ts';
import {
  barFixture,
  basisPoints,
  depthFixture,
  instrumentFixture,
  quoteFixture,
  tradeFixture,
} from './market.fixture.ts';

const INFINITE = Number.POSITIVE_INFINITY;

function boardWithSpread(spreadBps: number): MarketBoard {
  return new MarketBoard([
    instrumentFixture('BTC', 'USD', 0, { assumedSpread: basisPoints(spreadBps) }),
    instrumentFixture('ETH', 'USD', 1, { assumedSpread: basisPoints(spreadBps) }),
  ]);
}

function touch(board: MarketBoard, instrument = 0): number[] {
  return [
    board.bidTicks(instrument),
    board.bidLots(instrument),
    board.askTicks(instrument),
    board.askLots(instrument),
  ];
}

describe('MarketBoard before anything was heard', () => {
  it('knows nothing', () => {
    const board = boardWithSpread(10);
    expect(touch(board)).toEqual([0, 0, 0, 0]);
    expect([board.lastTicks(0), board.markTicks(0), board.priceOf(0), board.lastHeardUs(0)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(board.depth(0)).toBeUndefined();
    expect(board.broken(0)).toBe(false);
    expect(board.barsHeard).toBe(0);
  });

  it('learns nothing from funding', () => {
    const board = boardWithSpread(10);
    board.apply({ kind: 'funding', instrument: 0, venueTimeUs: 5, timeUs: 5, rate: 0.0001, markTicks: 100 });
    expect([board.lastTicks(0), board.lastHeardUs(0)]).toEqual([0, 0]);
  });
});

describe('MarketBoard on bars and trades', () => {
  it('puts half the assumed spread around the close, outward to whole ticks, without a size', () => {
    const board = boardWithSpread(10);
    board.apply(barFixture({ closeTicks: 2_345_678, timeUs: 77 }));
    // 10 basis points of 2,345,678 are 2,345.678; the half is 1,172.839: 2,344,505.161 down and 2,346,850.839 up.
    expect(touch(board)).toEqual([2_344_505, INFINITE, 2_346_851, INFINITE]);
    expect([board.lastTicks(0), board.markTicks(0), board.lastHeardUs(0)]).toEqual([
      2_345_678, 2_345_678, 77,
    ]);
    expect(board.priceOf(0)).toBeCloseTo(23_456.78, 9);
    expect(board.barsHeard).toBe(1);
    expect(touch(board, 1)).toEqual([0, 0, 0, 0]);
  });

  it('keeps bid and ask at the price when no spread is assumed', () => {
    const board = boardWithSpread(0);
    board.apply(tradeFixture({ priceTicks: 12_345, timeUs: 9 }));
    expect(touch(board)).toEqual([12_345, INFINITE, 12_345, INFINITE]);
    expect([board.lastTicks(0), board.lastHeardUs(0), board.barsHeard]).toEqual([12_345, 9, 0]);
  });

  it('never lets the bid of the cheapest price vanish', () => {
    const board = boardWithSpread(10);
    board.apply(tradeFixture({ priceTicks: 1 }));
    expect([board.bidTicks(0), board.askTicks(0)]).toEqual([1, 2]);
  });
});

describe('MarketBoard on quotes', () => {
  it('takes the touch as told and marks at its mid', () => {
    const board = boardWithSpread(10);
    board.apply(quoteFixture({ bidTicks: 100, bidLots: 3, askTicks: 101, askLots: 4, timeUs: 8 }));
    expect(touch(board)).toEqual([100, 3, 101, 4]);
    expect([board.lastTicks(0), board.markTicks(0), board.lastHeardUs(0)]).toEqual([100.5, 100.5, 8]);
  });

  it('lets trades move the last price but not the touch', () => {
    const board = boardWithSpread(10);
    board.apply(quoteFixture({ bidTicks: 100, bidLots: 3, askTicks: 102, askLots: 4 }));
    board.apply(tradeFixture({ priceTicks: 150, timeUs: 9 }));
    expect(touch(board)).toEqual([100, 3, 102, 4]);
    expect([board.lastTicks(0), board.markTicks(0), board.lastHeardUs(0)]).toEqual([150, 101, 9]);
    board.apply(quoteFixture({ bidTicks: 110, askTicks: 112 }));
    expect(board.lastTicks(0)).toBe(150);
  });

  it('knows no price from one side alone', () => {
    const board = boardWithSpread(10);
    board.apply(quoteFixture({ bidTicks: 0, bidLots: 0, askTicks: 152, askLots: 4 }));
    expect([board.askTicks(0), board.lastTicks(0), board.markTicks(0)]).toEqual([152, 0, 0]);
    board.apply(quoteFixture({ bidTicks: 150, askTicks: 0, askLots: 0 }));
    expect([board.bidTicks(0), board.lastTicks(0), board.markTicks(0)]).toEqual([150, 0, 0]);
  });

  it('falls back to the last price where a side is empty', () => {
    const board = boardWithSpread(10);
    board.apply(tradeFixture({ priceTicks: 150 }));
    board.apply(quoteFixture({ bidTicks: 0, bidLots: 0, askTicks: 152, askLots: 4 }));
    expect(board.markTicks(0)).toBe(150);
    board.apply(quoteFixture({ bidTicks: 140, askTicks: 0, askLots: 0 }));
    expect(board.markTicks(0)).toBe(150);
  });
});

const SNAPSHOT = { snapshot: true, lastUpdateId: 100, firstUpdateId: 100 } as const;

function boardWithBook(): MarketBoard {
  const board = boardWithSpread(10);
  board.apply(
    depthFixture(
      [
        ['bid', 99, 5],
        ['bid', 98, 6],
        ['ask', 101, 7],
      ],
      { ...SNAPSHOT, timeUs: 10 },
    ),
  );
  return board;
}

describe('MarketBoard on depth', () => {
  it('ignores updates before the first snapshot', () => {
    const board = boardWithSpread(10);
    board.apply(depthFixture([['bid', 99, 5]], { firstUpdateId: 1, lastUpdateId: 2, timeUs: 7 }));
    expect(touch(board)).toEqual([0, 0, 0, 0]);
    expect([board.depth(0), board.broken(0), board.lastHeardUs(0)]).toEqual([undefined, false, 0]);
  });

  it('takes the touch from the book', () => {
    const board = boardWithBook();
    expect(touch(board)).toEqual([99, 5, 101, 7]);
    expect([board.lastTicks(0), board.lastHeardUs(0)]).toEqual([100, 10]);
    expect(board.depth(0)?.levels(0)).toBe(2);
    board.apply(
      depthFixture(
        [
          ['bid', 99, 0],
          ['ask', 100, 2],
        ],
        { firstUpdateId: 101, lastUpdateId: 103, timeUs: 11 },
      ),
    );
    expect(touch(board)).toEqual([98, 6, 100, 2]);
    expect(board.lastHeardUs(0)).toBe(11);
  });

  it('drops what the snapshot already holds', () => {
    const board = boardWithBook();
    board.apply(depthFixture([['bid', 99, 1]], { firstUpdateId: 90, lastUpdateId: 100, timeUs: 11 }));
    expect(touch(board)).toEqual([99, 5, 101, 7]);
    expect([board.broken(0), board.lastHeardUs(0)]).toEqual([false, 10]);
  });

  it('puts updates heard before the snapshot onto it, from the first that it lacks', () => {
    const board = boardWithSpread(10);
    board.apply(depthFixture([['bid', 90, 1]], { firstUpdateId: 95, lastUpdateId: 99 }));
    board.apply(
      depthFixture(
        [
          ['bid', 100, 2],
          ['bid', 99, 0],
        ],
        { firstUpdateId: 100, lastUpdateId: 104 },
      ),
    );
    board.apply(depthFixture([['ask', 101, 9]], { firstUpdateId: 105, lastUpdateId: 106 }));
    board.apply(
      depthFixture(
        [
          ['bid', 99, 5],
          ['ask', 101, 7],
        ],
        { ...SNAPSHOT, timeUs: 10 },
      ),
    );
    expect(touch(board)).toEqual([100, 2, 101, 9]);
    expect([board.depth(0)?.levels(0), board.lastHeardUs(0)]).toEqual([1, 10]);
    board.apply(depthFixture([['ask', 101, 1]], { firstUpdateId: 107, lastUpdateId: 107 }));
    expect(board.askLots(0)).toBe(1);
  });

  it('stays broken when the updates before the snapshot do not reach it', () => {
    const board = boardWithSpread(10);
    board.apply(depthFixture([['bid', 100, 2]], { firstUpdateId: 103, lastUpdateId: 104 }));
    board.apply(
      depthFixture(
        [
          ['bid', 99, 5],
          ['ask', 101, 7],
        ],
        SNAPSHOT,
      ),
    );
    expect([board.broken(0), board.depth(0), board.bidTicks(0)]).toEqual([true, undefined, 0]);
    // A later snapshot takes up what was heard behind the gap.
    board.apply(depthFixture([['bid', 98, 5]], { snapshot: true, lastUpdateId: 103 }));
    expect([board.broken(0), board.bidTicks(0), board.depth(0)?.levels(0)]).toEqual([false, 100, 2]);
  });

  it('marks the book broken at a gap, keeps the last touch, and mends at the next snapshot', () => {
    const board = boardWithBook();
    board.apply(depthFixture([['bid', 100, 1]], { firstUpdateId: 102, lastUpdateId: 105, timeUs: 11 }));
    expect([board.broken(0), board.depth(0), board.lastHeardUs(0)]).toEqual([true, undefined, 10]);
    board.apply(depthFixture([['bid', 100, 1]], { firstUpdateId: 106, lastUpdateId: 107, timeUs: 12 }));
    expect(touch(board)).toEqual([99, 5, 101, 7]);
    board.apply(
      depthFixture(
        [
          ['bid', 90, 1],
          ['ask', 95, 2],
        ],
        { snapshot: true, lastUpdateId: 110, timeUs: 13 },
      ),
    );
    expect(touch(board)).toEqual([90, 1, 95, 2]);
    expect([board.broken(0), board.depth(0)?.levels(0), board.lastHeardUs(0)]).toEqual([false, 1, 13]);
    expect(board.broken(1)).toBe(false);
  });

  it('shows an empty side as nothing', () => {
    const board = boardWithBook();
    board.apply(depthFixture([['ask', 101, 0]], { firstUpdateId: 101, lastUpdateId: 101 }));
    expect(touch(board)).toEqual([99, 5, 0, 0]);
    expect([board.lastTicks(0), board.markTicks(0)]).toEqual([100, 100]);
  });
});

describe('MarketBoard on quotes and depth together', () => {
  it('takes the later of the two as heard where ids say nothing', () => {
    const board = boardWithBook();
    board.apply(quoteFixture({ bidTicks: 97, askTicks: 103, updateId: 0 }));
    expect(board.bidTicks(0)).toBe(97);
    board.apply(depthFixture([['bid', 99, 4]], { firstUpdateId: 101, lastUpdateId: 101 }));
    expect(touch(board)).toEqual([99, 4, 101, 7]);
  });

  it('takes the higher update id where both carry one', () => {
    const board = boardWithBook();
    board.apply(quoteFixture({ bidTicks: 97, askTicks: 103, updateId: 99 }));
    expect(board.bidTicks(0)).toBe(99);
    board.apply(quoteFixture({ bidTicks: 98, askTicks: 102, updateId: 110 }));
    expect(board.bidTicks(0)).toBe(98);
    board.apply(depthFixture([['bid', 99, 4]], { firstUpdateId: 101, lastUpdateId: 109 }));
    expect([board.bidTicks(0), board.depth(0)?.bestLots(0)]).toEqual([98, 4]);
    board.apply(depthFixture([['bid', 99, 3]], { firstUpdateId: 110, lastUpdateId: 110 }));
    expect(touch(board)).toEqual([99, 3, 101, 7]);
    board.apply(quoteFixture({ bidTicks: 96, askTicks: 104, updateId: 110 }));
    expect(board.bidTicks(0)).toBe(96);
  });

  it('believes quotes over a broken book whatever their ids', () => {
    const board = boardWithBook();
    board.apply(depthFixture([], { firstUpdateId: 500, lastUpdateId: 505 }));
    board.apply(quoteFixture({ bidTicks: 97, askTicks: 103, updateId: 50 }));
    expect(board.bidTicks(0)).toBe(97);
  });
});
