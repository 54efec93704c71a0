import { ASK, BID, type BookSide, type LevelBook } from '@qca/book';
import { type Instrument, lotsToBase } from '@qca/market';
import { formatAmount, formatPrice, type Price } from '@qca/units';
import type { KernelState } from '../kernel/KernelState.ts';
import type { LevelState, MarketState } from './PlatformState.ts';

/** Levels of a book that a screen shows. */
const LEVELS_SHOWN = 10;

/** Says what was last heard of every instrument. */
export function describeMarkets(state: KernelState): MarketState[] {
  const { board } = state;
  return state.instruments.map((instrument) => {
    const { index } = instrument;
    const book = board.depth(index);
    const lastHeardUs = board.lastHeardUs(index);
    return {
      instrument: instrument.id,
      venue: instrument.venue,
      kind: instrument.kind,
      baseAsset: instrument.base.id,
      quoteAsset: instrument.quote.id,
      bid: priceText(instrument, board.bidTicks(index)),
      ask: priceText(instrument, board.askTicks(index)),
      mark: priceText(instrument, board.markTicks(index)),
      lastHeardUs,
      stale: state.timeUs - lastHeardUs > (state.risk.staleUs[index] as number),
      bids: book === undefined ? [] : levels(instrument, book, BID),
      asks: book === undefined ? [] : levels(instrument, book, ASK),
    };
  });
}

/** Writes a price given in ticks, which may be a multiple of half a tick; null for none. */
export function priceText(instrument: Instrument, ticks: number): string | null {
  if (!(ticks > 0)) return null;
  // An odd half of a tick would need one decimal more than prices have only where the tick itself fills all eighteen.
  return formatPrice(((BigInt(Math.round(ticks * 2)) * instrument.tick) / 2n) as Price);
}

function levels(instrument: Instrument, book: LevelBook, side: BookSide): LevelState[] {
  const shown: LevelState[] = [];
  const count = Math.min(book.levels(side), LEVELS_SHOWN);
  for (let level = 0; level < count; level += 1) {
    const price = priceText(instrument, book.levelTicks(side, level));
    if (price === null) break;
    const quantity = lotsToBase(instrument, book.levelLots(side, level));
    shown.push([price, formatAmount(quantity, instrument.base.decimals)]);
  }
  return shown;
}
