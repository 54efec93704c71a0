import { z } from 'zod';
import { operation } from '../Operation.ts';
import {
  decimal,
  fillLabel,
  limit,
  marked,
  name,
  orderId,
  paged,
  pageMark,
  priceLabel,
  runId,
  sequence,
  text,
  timeUs,
} from '../schemas/common.ts';
import { earnings, platformStatus } from '../schemas/PlatformStatus.ts';
import {
  balanceRow,
  bar,
  commandRow,
  decisionRow,
  equityPoint,
  fillRow,
  journalEntry,
  orderRow,
  transferRow,
} from '../schemas/rows.ts';

// Everything that can be asked. Without `run`, the run that the agent is at now.

const ofRun = { run: runId.optional() };
const list = { ...ofRun, strategy: name.optional(), limit };
/** Rows behind the place that an earlier answer named as `next`. */
const pages = { ...list, before: pageMark.optional() };

export const readStatus = operation({
  name: 'readStatus',
  method: 'GET',
  path: '/api/status',
  tag: 'agent',
  summary: 'What the agent is doing now: money, positions, orders, limits, markets, venues.',
  access: 'viewer',
  response: platformStatus,
  status: 200,
  problems: ['agent-not-ready'],
});

export const listRuns = operation({
  name: 'listRuns',
  method: 'GET',
  path: '/api/runs',
  tag: 'agent',
  summary: 'Runs of the agent, newest first.',
  access: 'viewer',
  query: z.strictObject({ limit }),
  response: z.object({
    runs: z.array(
      z.object({
        id: runId,
        mode: z.enum(['backtest', 'paper', 'live']),
        prices: z.string(),
        fills: fillLabel,
        createdUs: timeUs,
        status: z.enum(['running', 'done', 'stopped', 'failed']),
        entries: z.int(),
        hash: z.string().nullable(),
      }),
    ),
  }),
  status: 200,
  problems: [],
});

export const readRevenue = operation({
  name: 'readRevenue',
  method: 'GET',
  path: '/api/revenue',
  tag: 'money',
  summary: 'Revenue by strategy, summed over the ledger, with its costs split out.',
  access: 'viewer',
  query: z.strictObject(ofRun),
  response: marked.extend({
    asset: z.string(),
    total: earnings,
    strategies: z.array(
      z.object({ strategy: z.string(), earnings, transfers: z.int() }).meta({ id: 'StrategyRevenue' }),
    ),
  }),
  status: 200,
  problems: ['unknown-run'],
});

export const listEquity = operation({
  name: 'listEquity',
  method: 'GET',
  path: '/api/equity',
  tag: 'money',
  summary: 'What strategies were worth over time, oldest first.',
  access: 'viewer',
  query: z.strictObject({ ...list, limit: z.coerce.number().int().min(1).max(5_000).default(1_000) }),
  response: marked.extend({ points: z.array(equityPoint) }),
  status: 200,
  problems: ['unknown-run'],
});

export const listOrders = operation({
  name: 'listOrders',
  method: 'GET',
  path: '/api/orders',
  tag: 'orders',
  summary: 'Orders, newest first.',
  access: 'viewer',
  query: z.strictObject(pages),
  response: marked.extend({ orders: z.array(orderRow), ...paged }),
  status: 200,
  problems: ['unknown-run'],
});

/** The story of one order, from the price to the ledger; each part names the journal entry it stands in. */
export const readOrder = operation({
  name: 'readOrder',
  method: 'GET',
  path: '/api/orders/{orderId}',
  tag: 'orders',
  summary: 'The story of an order: price, decision, gate, order, venue, fills, ledger entries.',
  access: 'viewer',
  params: z.strictObject({ orderId }),
  query: z.strictObject(ofRun),
  response: marked.extend({
    prices: priceLabel,
    fillsAre: fillLabel,
    order: orderRow,
    /** What was known of the market when it was decided; prices in quote units. */
    price: z
      .object({
        sequence,
        timeUs,
        kind: z.string(),
        bid: decimal.nullable(),
        ask: decimal.nullable(),
        decision: decimal.nullable(),
      })
      .nullable(),
    decisions: z.array(decisionRow),
    fills: z.array(fillRow),
    transfers: z.array(transferRow),
    /** The journal entries it is told by, in order. */
    entries: z.array(journalEntry),
  }),
  status: 200,
  problems: ['unknown-run', 'unknown-order'],
});

export const listFills = operation({
  name: 'listFills',
  method: 'GET',
  path: '/api/fills',
  tag: 'orders',
  summary: 'Fills, newest first.',
  access: 'viewer',
  query: z.strictObject({ ...pages, orderId: orderId.optional() }),
  response: marked.extend({ fills: z.array(fillRow), ...paged }),
  status: 200,
  problems: ['unknown-run'],
});

const decisions = marked.extend({ decisions: z.array(decisionRow), ...paged });

export const listDecisions = operation({
  name: 'listDecisions',
  method: 'GET',
  path: '/api/decisions',
  tag: 'decisions',
  summary: 'Why each intent was admitted, shrunk or refused, with its numbers; newest first.',
  access: 'viewer',
  query: z.strictObject({
    ...pages,
    outcome: z.enum(['admitted', 'shrunk', 'refused']).optional(),
    rule: text(100).optional(),
  }),
  response: decisions,
  status: 200,
  problems: ['unknown-run'],
});

export const listPublicDecisions = operation({
  name: 'listPublicDecisions',
  method: 'GET',
  path: '/api/public/decisions',
  tag: 'public',
  summary: 'The decision ledger, readable by anybody when the operator has switched that on.',
  access: 'public-view',
  query: z.strictObject({ strategy: name.optional(), limit, before: pageMark.optional() }),
  response: decisions.extend({ prices: priceLabel, fillsAre: fillLabel }),
  status: 200,
  problems: ['public-view-off'],
});

export const listTransfers = operation({
  name: 'listTransfers',
  method: 'GET',
  path: '/api/transfers',
  tag: 'money',
  summary: 'Movements of the ledger, newest first.',
  access: 'viewer',
  query: z.strictObject({ ...pages, reference: text(200).optional(), account: text(200).optional() }),
  response: marked.extend({ transfers: z.array(transferRow), ...paged }),
  status: 200,
  problems: ['unknown-run'],
});

export const listBalances = operation({
  name: 'listBalances',
  method: 'GET',
  path: '/api/balances',
  tag: 'money',
  summary: 'Balances of the ledger by account, and whether every asset of the whole ledger balances.',
  access: 'viewer',
  query: z.strictObject({
    ...ofRun,
    account: text(200).optional(),
    strategy: name.optional(),
  }),
  response: marked.extend({
    balances: z.array(balanceRow),
    totals: z.array(
      z.object({ asset: z.string(), debits: decimal, credits: decimal, balanced: z.boolean() }),
    ),
  }),
  status: 200,
  problems: ['unknown-run'],
});

export const listBars = operation({
  name: 'listBars',
  method: 'GET',
  path: '/api/bars',
  tag: 'market',
  summary: 'Bars of one instrument, oldest first; of the mid price where the market has no bars.',
  access: 'viewer',
  query: z.strictObject({
    ...ofRun,
    instrument: text(100),
    fromUs: z.coerce.number().int().nonnegative().optional(),
    toUs: z.coerce.number().int().nonnegative().optional(),
    limit: z.coerce.number().int().min(1).max(5_000).default(500),
  }),
  response: marked.extend({
    instrument: z.string(),
    prices: priceLabel,
    kind: z.enum(['bars', 'mid']),
    intervalUs: timeUs,
    bars: z.array(bar),
  }),
  status: 200,
  problems: ['unknown-run', 'unknown-instrument'],
});

export const listCommands = operation({
  name: 'listCommands',
  method: 'GET',
  path: '/api/commands',
  tag: 'commands',
  summary: 'What operators told the agent, who, why and what came of it; newest first.',
  access: 'viewer',
  query: z.strictObject({ ...ofRun, limit }),
  response: marked.extend({ commands: z.array(commandRow) }),
  status: 200,
  problems: ['unknown-run'],
});

export const listJournal = operation({
  name: 'listJournal',
  method: 'GET',
  path: '/api/journal',
  tag: 'journal',
  summary: 'Entries of the journal as they were written, from a given one on.',
  access: 'viewer',
  query: z.strictObject({
    ...ofRun,
    from: z.coerce.number().int().nonnegative().default(0),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  response: marked.extend({ entries: z.array(journalEntry) }),
  status: 200,
  problems: ['unknown-run'],
});

/** Whether the journal of a day, played again, gave the same orders, fills and ledger. */
export const readParity = operation({
  name: 'readParity',
  method: 'GET',
  path: '/api/parity',
  tag: 'journal',
  summary: 'The parity reports: the journal replayed, and the first difference if there is one.',
  access: 'viewer',
  response: z.object({
    reports: z.array(
      z.object({
        run: runId,
        /** Market day, `2021-03-01`; the whole run so far when it is still going on. */
        day: z.string(),
        checkedUs: timeUs,
        entries: z.int(),
        hash: z.string(),
        same: z.boolean(),
        firstDifference: z.object({ sequence, journaled: z.string(), replayed: z.string() }).nullable(),
      }),
    ),
  }),
  status: 200,
  problems: [],
});

export const readDataQuality = operation({
  name: 'readDataQuality',
  method: 'GET',
  path: '/api/data-quality',
  tag: 'market',
  summary: 'What is known of the market data that is played: rows, gaps, notes.',
  access: 'viewer',
  response: marked.extend({
    market: z.string(),
    prices: priceLabel,
    files: z.int(),
    bars: z.int(),
    trades: z.int(),
    bookUpdates: z.int(),
    notes: z.array(z.string()),
    warnings: z.array(z.string()),
    instruments: z.array(
      z.object({
        instrument: z.string(),
        kinds: z.array(z.string()),
        /** Gaps longer than the usual interval that were seen while playing. */
        gaps: z.int(),
        longestGapUs: timeUs,
        lastHeardUs: timeUs.nullable(),
      }),
    ),
  }),
  status: 200,
  problems: ['agent-not-ready'],
});
