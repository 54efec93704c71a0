// The numbers that orders, answers and reports of the limit order book are made of.

/** Rests until filled or cancelled. */
export const GOOD_TILL_CANCELLED = 0;
/** Takes what it can at once; the rest expires. */
export const IMMEDIATE_OR_CANCEL = 1;
/** Takes all of it at once, or nothing. */
export const FILL_OR_KILL = 2;
/** Rests without taking, or is refused. */
export const POST_ONLY = 3;
export type TimeInForce = 0 | 1 | 2 | 3;

// Answers below zero say why an operation was refused; nothing changed then.

/** No order rests under this handle: it never did, was filled, or was cancelled. */
export const NO_SUCH_ORDER = -1;
/** A post-only order would have taken. */
export const WOULD_TAKE = -2;
/** A fill-or-kill order could not be filled whole. */
export const NOT_FILLABLE = -3;
/** The book holds as many orders, or as many lots on this side, as it can. */
export const BOOK_FULL = -4;
/** `reduce` was asked for as many lots as are open, or more. */
export const NOT_A_REDUCTION = -5;

/** A report of a trade between a resting maker and an arriving taker. */
export const TRADE = 0;
/** A report of a resting order taken out because it would have met an order of its own owner. */
export const SELF_TRADE_CANCEL = 1;
