export { ASK, BID, type BookSide, type DepthUpdate, LevelBook } from './LevelBook.ts';
export { TICKS_MAX, TickLadder } from './TickLadder.ts';
