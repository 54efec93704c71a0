import { z } from 'zod';
import { sequence } from './common.ts';
import { bar, commandRow, decisionRow, equityPoint, fillRow, orderRow } from './rows.ts';

// The WebSocket at `/api/stream`. A channel is a document (`status`: top-level fields, replaced whole when they change) or
// a list of rows with keys (the others: newest rows, each whole). A subscriber gets a snapshot, then deltas numbered without
// gaps; after a break it names the last number it has and gets what it missed, or a new snapshot when that is gone.

export const channel = z
  .enum(['status', 'orders', 'fills', 'decisions', 'commands', 'equity', 'bars'])
  .meta({ id: 'Channel' });

/** What the lists hold and which fields tell their rows apart; a bar says which instrument it is of. */
export const CHANNEL_ROWS = {
  orders: { row: orderRow, key: ['orderId'] },
  fills: { row: fillRow, key: ['fillId'] },
  decisions: { row: decisionRow, key: ['decisionId'] },
  commands: { row: commandRow, key: ['commandId'] },
  equity: { row: equityPoint, key: ['strategy', 'timeUs'] },
  bars: { row: z.object({ instrument: z.string(), bar }), key: ['instrument', 'bar.0'] },
} as const;

/** From the client. */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    channel,
    /** Where the client stands: from an earlier snapshot and its last delta. */
    resume: z.strictObject({ epoch: z.string().max(64), number: z.int().nonnegative() }).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), channel }),
  z.strictObject({ type: z.literal('ping'), id: z.int().nonnegative() }),
]);

/** From the server. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    channel,
    /** Changes when numbers begin anew: another run, or the server started again. */
    epoch: z.string(),
    number: z.int().nonnegative(),
    sequence,
    data: z.json(),
  }),
  z.object({
    type: z.literal('delta'),
    channel,
    number: z.int().positive(),
    sequence,
    /** `status`: the fields that changed. Lists: rows that are new or changed. */
    data: z.json(),
  }),
  z.object({ type: z.literal('unsubscribed'), channel }),
  z.object({ type: z.literal('pong'), id: z.int() }),
  /** The connection is not kept up with, or the message was not understood; `kind` as in problems. */
  z.object({ type: z.literal('problem'), kind: z.string(), detail: z.string() }),
]);

export type Channel = z.infer<typeof channel>;
export type ClientMessage = z.infer<typeof clientMessage>;
export type ServerMessage = z.infer<typeof serverMessage>;
