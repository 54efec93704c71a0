import type { Entry } from '@qca/engine';
import { defineInstrument, type Instrument } from '@qca/market';
import type { DecisionRow, FillRow, OrderRow, Store, TransferRow } from '@qca/ports';
import { formatDecimal, PRICE_DECIMALS } from '@qca/units';
import { ProblemError } from '../http/ProblemError.ts';
import { entryJson, type NumberedEntry, readConfiguration, visitEntries } from '../journal/readJournal.ts';
import type { Platform } from '../Platform.ts';
import { presentDecision, presentFill, presentOrder, presentTransfer } from '../present/rows.ts';
import type { HandlerOf } from './Handler.ts';
import { pageFilter, pageOf } from './pageMark.ts';
import { keptRead, labelsOf, markedRead, runRecordOf } from './runs.ts';

/** Rows of one order: a thousand fills of one order are more than anybody reads. */
const ROWS_OF_ORDER_MAX = 1_000;

/** Entries behind the decision that are looked through for the venue's words: a resting order sees many prices go by. */
const ENTRIES_BEHIND_MAX = 50_000;

export const listOrders: HandlerOf<'listOrders'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listOrders', query }, async (asked) => {
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.orders(id, pageFilter(query, 1)),
    );
    const { rows, next } = pageOf(value, query.limit, ({ orderId }) => [orderId]);
    return { run, sequence, orders: rows.map(presentOrder), next };
  });

export const listFills: HandlerOf<'listFills'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listFills', query }, async (asked) => {
    const { orderId } = query;
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.fills(id, {
        ...pageFilter(query, 2),
        ...(orderId === undefined ? {} : { orderId }),
      }),
    );
    const { rows, next } = pageOf(value, query.limit, ({ venue, fillId }) => [venue, fillId]);
    return { run, sequence, fills: rows.map(presentFill), next };
  });

export const readOrder: HandlerOf<'readOrder'> = async ({ params, query }, platform) => {
  const record = await runRecordOf(platform, query.run);
  const { run, sequence, value } = await markedRead(platform, record.id, (id) =>
    rowsOf(platform, id, params.orderId),
  );
  if (value === undefined) {
    throw new ProblemError('unknown-order', `Run ${run} has no order ${params.orderId}.`);
  }
  const { order, decisions, fills, transfers } = value;
  const story = await storyOf(platform.store, run, value);
  return {
    run,
    sequence,
    ...labelsOf(record),
    order: presentOrder(order),
    price: story.price,
    decisions: decisions.map(presentDecision),
    fills: fills.map(presentFill),
    transfers: transfers.map(presentTransfer),
    entries: story.entries.map((each) => ({
      sequence: each.sequence,
      kind: each.entry.kind,
      entry: entryJson(each.entry),
    })),
  };
};

interface Rows {
  readonly order: OrderRow;
  readonly decisions: readonly DecisionRow[];
  readonly fills: readonly FillRow[];
  readonly transfers: readonly TransferRow[];
}

/** Oldest first, as a story is told. */
async function rowsOf({ store }: Platform, run: string, orderId: string): Promise<Rows | undefined> {
  const limit = ROWS_OF_ORDER_MAX;
  const { projections } = store;
  const [order] = await projections.orders(run, { limit: 1, orderId });
  if (order === undefined) return undefined;
  // Exits of a bracket are decided with their parent.
  const decided = orderId.replace(/\.(tp|sl)$/, '');
  const decisions = await projections.decisions(run, { limit, reference: decided });
  const fills = await projections.fills(run, { limit, orderId });
  const references = [orderId, ...new Set(fills.map((fill) => fill.fillId))].slice(0, limit);
  const booked = new Set(fills.map((fill) => fill.sequence));
  const transfers: TransferRow[] = [];
  for (const reference of references) {
    const rows = await projections.transfers(run, { limit, reference });
    // Venues number their fills each for itself: another venue's may have the same name.
    transfers.push(...(reference === orderId ? rows : rows.filter((row) => booked.has(row.sequence))));
  }
  transfers.sort((a, b) => a.sequence - b.sequence || Number(a.transferId) - Number(b.transferId));
  return { order, decisions: decisions.toReversed(), fills: fills.toReversed(), transfers };
}

async function storyOf(store: Store, run: string, rows: Rows) {
  const { order, decisions, fills } = rows;
  const placedAt = decisions.find((each) => each.outcome !== 'refused')?.sequence;
  if (placedAt === undefined) return { price: null, entries: [] };
  const lastAt = Math.max(order.sequence, placedAt, ...fills.map((each) => each.sequence));
  const told = await entriesAbout(store, run, order.orderId, placedAt, lastAt);
  const placed = told.find((each) => each.sequence === placedAt)?.entry;
  if (placed?.kind !== 'order-placed') return { price: null, entries: told };
  const cause = await entryAt(store, run, placed.cause);
  const configuration = await readConfiguration(store, run);
  const spec = configuration?.instruments[placed.spec.instrument];
  if (cause === undefined || spec === undefined) return { price: null, entries: told };
  const instrument = defineInstrument(spec, placed.spec.instrument);
  const price = {
    sequence: cause.sequence,
    timeUs: cause.entry.timeUs,
    kind: cause.entry.kind,
    bid: ticksText(instrument, placed.bidTicks),
    ask: ticksText(instrument, placed.askTicks),
    decision: ticksText(instrument, placed.decisionTicks),
  };
  return { price, entries: [cause, ...told] };
}

async function entriesAbout(
  store: Store,
  run: string,
  orderId: string,
  from: number,
  last: number,
): Promise<NumberedEntry[]> {
  const ids = new Set([orderId, orderId.replace(/\.(tp|sl)$/, '')]);
  const found: NumberedEntry[] = [];
  const end = Math.min(last, from + ENTRIES_BEHIND_MAX);
  await visitEntries(store, run, from, (entry, sequence) => {
    if ('orderId' in entry && ids.has(entry.orderId)) found.push({ sequence, entry });
    return sequence < end && found.length < ROWS_OF_ORDER_MAX;
  });
  if (end < last) {
    const final = await entryAt(store, run, last);
    if (final !== undefined && found.at(-1)?.sequence !== last) found.push(final);
  }
  return found;
}

async function entryAt(store: Store, run: string, wanted: number): Promise<NumberedEntry | undefined> {
  let found: Entry | undefined;
  if (wanted < 0) return undefined;
  await visitEntries(store, run, wanted, (entry) => {
    found = entry;
    return false;
  });
  return found === undefined ? undefined : { sequence: wanted, entry: found };
}

function ticksText(instrument: Instrument, ticks: number): string | null {
  if (!Number.isFinite(ticks) || ticks <= 0) return null;
  // Mids may be half ticks; two of them are whole.
  return formatDecimal((BigInt(Math.round(ticks * 2)) * instrument.tick) / 2n, PRICE_DECIMALS);
}
