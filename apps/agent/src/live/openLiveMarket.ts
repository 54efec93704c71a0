import { setTimeout as delay } from 'node:timers/promises';
import { Fault, NEVER } from '@qca/base';
import { connect, type VenueKeys } from '@qca/exchange-ccxt';
import { defineInstrument, type Instrument, type MarketEvent } from '@qca/market';
import type { VenueSnapshot } from '@qca/orders';
import type { Feed } from '@qca/ports';
import type { LiveReference, Market } from '../market/Market.ts';
import type { RunPlan } from '../run/RunPlan.ts';

/** What a venue tells of its markets. */
const DATA = { kinds: ['depth', 'trades'] as const, barIntervalUs: 0 };
/** A book that is traded at all is heard within a second; the venue's clock and ours are compared in the meantime. */
const BOOK_MS_MAX = 15_000;
const LOOK_MS = 20;

/** A venue's markets with what they cost now, and the account there. */
export interface LiveMarket {
  readonly market: Market;
  readonly account: VenueSnapshot;
}

/** Connects, reads markets, books and the account, and leaves again. Nothing can be placed over this connection. */
export async function openLiveMarket(reference: LiveReference, keys: VenueKeys): Promise<LiveMarket> {
  const { venue, url, symbols } = reference;
  const exchange = await connect({ venue, symbols, keys, dryRun: true, ...(url === null ? {} : { url }) });
  try {
    const books = await firstBooks(exchange, exchange.instruments);
    const account = await exchange.account();
    return { market: liveMarket(reference, exchange.instruments, books), account };
  } finally {
    await exchange.close();
  }
}

/** The market of a run that goes on, as its plan has it; nothing is asked of the venue. */
export function liveMarketOf(reference: LiveReference, { configuration }: RunPlan): Market {
  return liveMarket(
    reference,
    configuration.instruments.map((spec, index) => defineInstrument(spec, index)),
    [],
  );
}

function liveMarket(
  reference: LiveReference,
  instruments: readonly Instrument[],
  books: readonly MarketEvent[],
): Market {
  return {
    label: 'live',
    name: `${reference.venue} ${reference.symbols.join(', ')}`,
    reference,
    instruments,
    data: instruments.map(() => DATA),
    rows: { files: 0, bars: 0, trades: 0, bookUpdates: 0 },
    span: null,
    notes: reference.url === null ? [] : [`${reference.venue}'s protocol as ${reference.url} speaks it`],
    open: () => feedOf(instruments, books),
  };
}

async function firstBooks(
  exchange: Awaited<ReturnType<typeof connect>>,
  instruments: readonly Instrument[],
): Promise<readonly MarketEvent[]> {
  const books = new Map<number, MarketEvent>();
  const untilMs = performance.now() + BOOK_MS_MAX;
  for (;;) {
    while (exchange.peekTimeUs() !== NEVER) {
      const input = exchange.take();
      if (input.kind === 'depth' && input.snapshot && !books.has(input.instrument))
        books.set(input.instrument, input);
    }
    const silent = instruments.filter(({ index }) => !books.has(index));
    if (silent.length === 0) return [...books.values()].sort((a, b) => a.timeUs - b.timeUs);
    if (performance.now() > untilMs) {
      const names = silent.map(({ id }) => id).join(', ');
      throw new Fault(`the book of ${names} was not heard in ${BOOK_MS_MAX / 1_000} s`, { retryable: true });
    }
    await delay(LOOK_MS);
  }
}

/** The books heard at the start, as a feed: what the run's opening values are taken from. */
function feedOf(instruments: readonly Instrument[], books: readonly MarketEvent[]): Feed {
  let next = 0;
  return {
    instruments,
    peekTimeUs: () => books[next]?.timeUs ?? NEVER,
    take: () => {
      next += 1;
      return books[next - 1] as MarketEvent;
    },
    close: () => {},
  };
}
