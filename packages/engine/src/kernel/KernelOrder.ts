import type { TimeUs } from '@qca/base';
import type { Order } from '@qca/orders';

/** An order as the kernel keeps it: what everyone may see, and what only the kernel needs. */
export interface KernelOrder extends Order {
  /** Slot that pays for it, and the ledger's pending transfer; −1 when nothing is reserved. */
  readonly paySlot: number;
  pendingId: number;
  /** Fills already booked; the same fill told twice counts once. */
  readonly fillIds: string[];
  /** Base that was kept back from its fills as fees. Atoms. */
  baseFee: bigint;
  /** What a cancellation said is still open; −1 before one was heard. Final once the fills add up to it. */
  closingLots: number;
  /** Why it is to be cancelled; empty while it may live. A cancellation that got lost is asked for again. */
  cancelWhy: string;
  /** When silence becomes doubt; 0 when no answer is due. */
  answerByUs: TimeUs;
  /** Value of one lot when the gate admitted it: what does not fill is given back to the day's turnover. */
  readonly lotValue: number;
  /** The strategy's reason, in words. */
  readonly why: string;
  /** Input that the deciding strategy answered. */
  readonly cause: number;
}
