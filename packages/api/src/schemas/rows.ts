import { z } from 'zod';
import { decimal, orderId, sequence, timeUs } from './common.ts';

// Rows of the tables folded from the journal, as they go over the wire: amounts as decimals of their asset.

const row = { sequence, timeUs, strategy: z.string() };

export const orderRow = z
  .object({
    ...row,
    orderId,
    tradeId: z.string(),
    venue: z.string(),
    instrument: z.string(),
    side: z.enum(['buy', 'sell']),
    type: z.string(),
    status: z.string(),
    reason: z.string(),
    quantity: decimal,
    filled: decimal,
    baseAsset: z.string(),
    quoteAsset: z.string(),
    limitPrice: decimal.nullable(),
    averagePrice: decimal.nullable(),
    sentUs: timeUs,
    why: z.string(),
  })
  .meta({ id: 'OrderRow' });

export const fillRow = z
  .object({
    ...row,
    fillId: z.string(),
    orderId: z.string(),
    venue: z.string(),
    instrument: z.string(),
    side: z.enum(['buy', 'sell']),
    liquidity: z.enum(['maker', 'taker']),
    price: decimal,
    quantity: decimal,
    baseAsset: z.string(),
    notional: decimal,
    /** In `feeAsset`, which is what the venue took it in. */
    fee: decimal,
    feeAsset: z.string(),
    quoteAsset: z.string(),
  })
  .meta({ id: 'FillRow' });

export const transferRow = z
  .object({
    ...row,
    transferId: z.string(),
    kind: z.string(),
    state: z.enum(['pending', 'posted', 'voided']),
    debit: z.string(),
    credit: z.string(),
    asset: z.string(),
    amount: decimal,
    reference: z.string(),
  })
  .meta({ id: 'TransferRow' });

export const decisionRow = z
  .object({
    ...row,
    decisionId: z.string(),
    kind: z.string(),
    outcome: z.enum(['admitted', 'shrunk', 'refused']),
    rule: z.string(),
    reference: z.string(),
    why: z.string(),
    /** The numbers behind `why` and `rule`. */
    numbers: z.record(z.string(), z.json()),
  })
  .meta({ id: 'DecisionRow' });

export const commandRow = z
  .object({
    ...row,
    commandId: z.string(),
    kind: z.string(),
    who: z.string(),
    why: z.string(),
    outcome: z.enum(['pending', 'applied', 'refused']),
    rule: z.string(),
    numbers: z.record(z.string(), z.json()),
  })
  .meta({ id: 'CommandRow' });

export const balanceRow = z
  .object({
    account: z.string(),
    asset: z.string(),
    debits: decimal,
    credits: decimal,
    pendingDebits: decimal,
    pendingCredits: decimal,
  })
  .meta({ id: 'BalanceRow' });

export const equityPoint = z
  .object({ timeUs, sequence, strategy: z.string(), equity: decimal, asset: z.string() })
  .meta({ id: 'EquityPoint' });

/** Open time in microseconds, open, high, low, close, volume. Prices in quote units per base unit. */
export const bar = z
  .tuple([timeUs, z.number(), z.number(), z.number(), z.number(), z.number()])
  .meta({ id: 'Bar' });

export const journalEntry = z
  .object({ sequence, kind: z.string(), entry: z.record(z.string(), z.json()) })
  .meta({ id: 'JournalEntry' });

export type OrderRow = z.infer<typeof orderRow>;
export type FillRow = z.infer<typeof fillRow>;
export type TransferRow = z.infer<typeof transferRow>;
export type DecisionRow = z.infer<typeof decisionRow>;
export type CommandRow = z.infer<typeof commandRow>;
export type BalanceRow = z.infer<typeof balanceRow>;
export type EquityPoint = z.infer<typeof equityPoint>;
export type Bar = z.infer<typeof bar>;
