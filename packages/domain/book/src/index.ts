export type { SelfTrade } from './canFill.ts';
export type { ExecutionQueue } from './ExecutionQueue.ts';
export { ASK, BID, type BookSide, type DepthUpdate, LevelBook } from './LevelBook.ts';
export { LimitOrderBook, type LimitOrderBookOptions } from './LimitOrderBook.ts';
export {
  BOOK_FULL,
  FILL_OR_KILL,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
  NO_SUCH_ORDER,
  NOT_A_REDUCTION,
  NOT_FILLABLE,
  POST_ONLY,
  SELF_TRADE_CANCEL,
  type TimeInForce,
  TRADE,
  WOULD_TAKE,
} from './orderCodes.ts';
export { type QueueModel, QueuePosition } from './QueuePosition.ts';
export { TICKS_MAX, TickLadder } from './TickLadder.ts';
