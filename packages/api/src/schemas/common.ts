import { COMMAND_ID } from '@qca/base/command-bounds';
import { z } from 'zod';

/** An exact amount or price as text: `-12.5`. No exponent, no thousands separator. */
export const decimal = z
  .string()
  .regex(/^-?\d{1,40}(\.\d{1,40})?$/)
  .meta({ id: 'Decimal' });

/** Whole microseconds since 1 January 1970 UTC. */
export const timeUs = z.int().nonnegative().meta({ id: 'TimeUs' });

/** Number of a journal entry; −1 before the first. */
export const sequence = z.int().min(-1).meta({ id: 'Sequence' });

/** Text of a person or a venue: no control characters, which neither tables nor logs bear. */
export const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it keeps out.
    .regex(/^[^\u0000-\u001f\u007f]*$/);

/** The id of a command: what the header `Idempotency-Key` of its sending was. */
export const commandId = z.string().regex(COMMAND_ID);

/** Name of a strategy, venue or asset: what files and accounts are named with. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}$/);

export const runId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .meta({ id: 'RunId' });
export const orderId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .meta({ id: 'OrderId' });

/** What prices are; shown wherever they are. */
export const priceLabel = z.enum(['recorded', 'generated', 'live']).meta({ id: 'PriceLabel' });
/** What fills are; shown wherever they are. */
export const fillLabel = z.enum(['simulated', 'real']).meta({ id: 'FillLabel' });

export const riskMode = z.enum(['active', 'reducing', 'halted']).meta({ id: 'RiskMode' });

/** Rows asked for and given at most. */
export const ROWS_MAX = 1_000;
export const limit = z.coerce.number().int().min(1).max(ROWS_MAX).default(100);

/** A place in a list, as `next` of an answer named it; means nothing elsewhere. */
export const pageMark = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,600}$/)
  .meta({ id: 'PageMark' });

/** What lists that come newest first end with. */
export const paged = {
  /** Ask again with `before` set to it for the rows behind the last one; null when there are none. */
  next: pageMark.nullable(),
};

export const marked = z.object({
  /** Journal entry the answer stands at: the same question at the same entry has the same answer. */
  sequence,
  run: runId,
});
