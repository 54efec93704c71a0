import type { NaiveRun, Row } from './NaiveRun.ts';
import { commandRows } from './naiveCommands.ts';
import {
  balanceRows,
  earnedBy,
  earningsText,
  equityRows,
  type Transfer,
  totalRows,
  transferRows,
  transfersOf,
} from './naiveLedger.ts';
import { barsOf, heardOf } from './naiveMarket.ts';
import { decisionRows, fillRows, orderRows } from './naiveOrders.ts';
import { plainJson } from './plain.ts';

export interface Question {
  readonly operation: string;
  readonly query: Readonly<Record<string, string | number>>;
  readonly params?: Readonly<Record<string, string>>;
}

/** Everything that one run's journal says, in the words of the API. */
export class RunFacts {
  readonly run: NaiveRun;
  readonly transfers: readonly Transfer[];
  readonly rows: {
    readonly orders: readonly Row[];
    readonly fills: readonly Row[];
    readonly decisions: readonly Row[];
    readonly transfers: readonly Row[];
    readonly equity: readonly Row[];
    readonly commands: readonly Row[];
  };

  constructor(run: NaiveRun) {
    this.run = run;
    this.transfers = transfersOf(run);
    this.rows = {
      orders: orderRows(run),
      fills: fillRows(run),
      decisions: decisionRows(run),
      transfers: transferRows(this.transfers),
      equity: equityRows(run),
      commands: commandRows(run),
    };
  }

  get mark() {
    return { run: this.run.id, sequence: this.run.last };
  }

  /** Prices are what the journal says they are; a journal without a venue's own fills has simulated ones. */
  get labels() {
    return { prices: this.run.configuration.label, fillsAre: 'simulated' };
  }
}

type Query = Question['query'];

/** What a read must answer, by its name; the leaves that no journal knows are left out. */
export const EXPECTED: Readonly<Record<string, (facts: RunFacts, question: Question) => object>> = {
  listOrders: (facts, { query }) => ({
    ...facts.mark,
    ...pageOf('orders', facts.rows.orders, query, ['orderId']),
  }),
  listFills: (facts, { query }) => ({
    ...facts.mark,
    ...pageOf('fills', facts.rows.fills, query, ['venue', 'fillId']),
  }),
  listDecisions: (facts, { query }) => ({
    ...facts.mark,
    ...pageOf('decisions', facts.rows.decisions, query, ['decisionId']),
  }),
  listPublicDecisions: (facts, { query }) => ({
    ...facts.mark,
    ...facts.labels,
    ...pageOf('decisions', facts.rows.decisions, query, ['decisionId']),
  }),
  listTransfers: (facts, { query }) => ({
    ...facts.mark,
    ...pageOf('transfers', facts.rows.transfers, query, ['transferId']),
  }),
  listEquity: (facts, { query }) => ({
    ...facts.mark,
    points: newest(facts.rows.equity, { limit: 1_000, ...query }, 'strategy').toReversed(),
  }),
  listCommands: (facts, { query }) => ({
    ...facts.mark,
    commands: newest(facts.rows.commands, query, 'commandId'),
  }),
  listBalances: (facts, { query }) => {
    const own = facts.transfers.filter(
      ({ strategy }) => query['strategy'] === undefined || strategy === query['strategy'],
    );
    const isAsked = (account: string): boolean => account.startsWith(String(query['account'] ?? ''));
    return {
      ...facts.mark,
      balances: balanceRows(own).filter(({ account }) => isAsked(account)),
      totals: totalRows(facts.transfers),
    };
  },
  readRevenue: (facts) => {
    const names = [...new Set(facts.transfers.map(({ strategy }) => strategy))]
      .filter((name) => name !== '')
      .sort();
    const posted = facts.transfers.filter(({ state }) => state === 'posted');
    return {
      ...facts.mark,
      asset: facts.run.configuration.reportingAsset,
      total: earningsText(names.map((name) => earnedBy(facts.transfers, name))),
      strategies: names.map((strategy) => ({
        strategy,
        earnings: earningsText([earnedBy(facts.transfers, strategy)]),
        transfers: posted.filter((each) => each.strategy === strategy).length,
      })),
    };
  },
  listBars: (facts, { query }) => {
    const { run } = facts;
    const index = run.configuration.instruments.findIndex(
      (_, place) => run.instrument(place).id === query['instrument'],
    );
    const { kind, intervalUs, bars } = barsOf(run, index);
    const from = Number(query['fromUs'] ?? 0);
    const to = Number(query['toUs'] ?? Number.POSITIVE_INFINITY);
    const asked = bars.filter(([openUs]) => Number(openUs) >= from && Number(openUs) <= to);
    return {
      ...facts.mark,
      instrument: query['instrument'],
      prices: facts.labels.prices,
      kind,
      intervalUs,
      bars: asked.slice(-Number(query['limit'] ?? 500)),
    };
  },
  listJournal: (facts, { query }) => {
    const from = Number(query['from'] ?? 0);
    const entries = facts.run.entries.slice(from, from + Number(query['limit'] ?? 100));
    return {
      ...facts.mark,
      entries: entries.map((entry, place) => ({
        sequence: from + place,
        kind: entry.kind,
        entry: plainJson(entry),
      })),
    };
  },
  readOrder: (facts, { params }) => storyOf(facts, params?.['orderId'] ?? ''),
};

/** A page of a table: the rows behind a place, and the place behind the last of them where there are more. */
function pageOf(name: string, rows: readonly Row[], query: Query, keys: readonly string[]): object {
  const { limit = 100, before, account, ...filters } = query;
  const own = rows.filter(
    (row) => account === undefined || row['debit'] === account || row['credit'] === account,
  );
  const all = newest(own, { ...filters, limit: rows.length }, keys.at(-1) as string);
  const placeOf = (row: Row | undefined): string | null =>
    row === undefined
      ? null
      : Buffer.from(JSON.stringify([row.sequence, ...keys.map((key) => row[key])])).toString('base64url');
  const from = before === undefined ? 0 : all.findIndex((row) => placeOf(row) === before) + 1;
  const to = from + Number(limit);
  return { [name]: all.slice(from, to), next: to < all.length ? placeOf(all[to - 1]) : null };
}

/** The newest rows of a table that fit the question, the newest first. */
function newest(rows: readonly Row[], query: Query, key: string): Row[] {
  const { limit = 100, run: _run, ...filters } = query;
  return rows
    .filter((row) => Object.entries(filters).every(([name, value]) => row[name] === value))
    .toSorted((a, b) => b.sequence - a.sequence || (String(a[key]) < String(b[key]) ? 1 : -1))
    .slice(0, Number(limit));
}

/** An order from the price that it answers to what was booked for it. */
function storyOf(facts: RunFacts, orderId: string): object {
  const { run, rows } = facts;
  const parent = orderId.replace(/\.(tp|sl)$/, '');
  const placed = run.all('order-placed').find(({ entry }) => entry.orderId === parent);
  const order = rows.orders.find((each) => each['orderId'] === orderId);
  if (placed === undefined || order === undefined) throw new Error(`no order ${orderId}`);
  const { instrument: _, cause, bidTicks, askTicks, decisionTicks } = { instrument: 0, ...placed.entry };
  const fills = rows.fills.filter((each) => each['orderId'] === orderId);
  const booked = new Set(fills.map(({ sequence }) => sequence));
  const last = Math.max(order.sequence, placed.sequence, ...booked);
  const about = run.entries.flatMap((entry, sequence) => {
    const isOwn = 'orderId' in entry && (entry.orderId === parent || entry.orderId === orderId);
    return isOwn && sequence >= placed.sequence && sequence <= last ? [sequence] : [];
  });
  const price = (ticks: number): string | null => run.price(placed.entry.spec.instrument, ticks);
  return {
    ...facts.mark,
    ...facts.labels,
    order,
    price: {
      sequence: cause,
      timeUs: run.entries[cause]?.timeUs,
      kind: run.entries[cause]?.kind,
      bid: price(bidTicks),
      ask: price(askTicks),
      decision: price(decisionTicks),
    },
    decisions: rows.decisions.filter((each) => each['reference'] === parent),
    fills,
    transfers: rows.transfers
      .filter(
        (each) =>
          each['reference'] === orderId ||
          (booked.has(each.sequence) && fills.some((fill) => fill['fillId'] === each['reference'])),
      )
      .toSorted((a, b) => a.sequence - b.sequence || Number(a['transferId']) - Number(b['transferId'])),
    entries: [cause, ...about].map((sequence) => ({
      sequence,
      kind: run.entries[sequence]?.kind,
      entry: plainJson(run.entries[sequence]),
    })),
  };
}

/** What the data that is played has shown of itself so far. */
export function expectedQuality(run: NaiveRun) {
  const sequence = run.entries.findLastIndex(
    ({ kind }) => kind === 'quote' || kind === 'bar' || kind === 'trade' || kind === 'depth',
  );
  return {
    run: run.id,
    sequence,
    prices: run.configuration.label,
    instruments: run.configuration.data.map(({ kinds }, index) => ({
      instrument: run.instrument(index).id,
      kinds: [...kinds],
      ...heardOf(run, index),
    })),
  };
}
