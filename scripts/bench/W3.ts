import { BareBook } from './bareBook.ts';
import { type EndState, OrderBookRunner } from './orderBookRunner.ts';
import { buildOrderStream } from './orderStream.ts';
import { startPeers } from './peers/startPeers.ts';
import { type Check, check, type Prepared, type Runner, type Settings, type Workload } from './Workload.ts';

/** One of W3a to W3d: how long the stream is, how many ids may live, and how the book must end. */
interface Variant {
  readonly name: string;
  readonly count: number;
  readonly liveCap?: number;
  readonly end: Partial<EndState>;
}

const VARIANTS: readonly Variant[] = [
  {
    name: 'W3a',
    count: 200_000,
    end: { askLevels: 55, askLots: 496_075, bidLevels: 48, bidLots: 504_149, liveOrders: 19_767 },
  },
  {
    name: 'W3b',
    count: 1_000_000,
    end: { askLevels: 74, askLots: 2_346_678, bidLevels: 63, bidLots: 2_355_038, liveOrders: 93_268 },
  },
  {
    name: 'W3c',
    count: 500_000,
    liveCap: 1_000,
    end: { askLevels: 48, askLots: 18_066, bidLevels: 45, bidLots: 16_411 },
  },
  {
    name: 'W3d',
    count: 500_000,
    liveCap: 10_000,
    end: { askLevels: 54, askLots: 162_022, bidLevels: 50, bidLots: 161_664 },
  },
];

/** W3a to W3d: a random stream of limit orders, market orders and cancels through the matching book. */
export const W3: readonly Workload[] = VARIANTS.map((variant) => ({
  name: variant.name,
  title: titleOf(variant),
  prepare: (settings) => prepare(variant, settings),
}));

function titleOf({ count, liveCap }: Variant): string {
  const cap = liveCap === undefined ? 'no cap on live ids' : `at most ${liveCap} live ids`;
  return `limit order book, ${count} operations, ${cap}, every report read`;
}

async function prepare({ name, count, liveCap, end }: Variant, settings: Settings): Promise<Prepared> {
  const stream = buildOrderStream(count, liveCap);
  const ours = new OrderBookRunner({ [name]: stream });
  const task = { streams: { [name]: { count, liveCap } } };
  const { peers, missing } = await startPeers(settings, [
    { name: 'nodejs-order-book', file: 'nodejsOrderBook.ts', task },
  ]);
  return {
    unit: 'ops/s',
    ours,
    peers: [new BareBook(stream), ...peers],
    missing,
    check: () => [...checkEnd(ours.ends[name]!, end, ''), ...checkPeers(peers, name, end)],
  };
}

/** Compares how a book ended with how it must. */
export function checkEnd(actual: Partial<EndState>, expected: Partial<EndState>, who: string): Check[] {
  return Object.entries(expected).map(([field, value]) =>
    check(`${who}${field}`, value, actual[field as keyof EndState] ?? 'nothing'),
  );
}

/** Compares the end states that peers gave as details, named `<stream> <field>`. */
export function checkPeers(peers: readonly Runner[], stream: string, expected: Partial<EndState>): Check[] {
  const { liveOrders: _, ...visible } = expected; // peers tell levels, not orders
  return peers.flatMap((peer) => {
    const details = peer.details?.() ?? {};
    const end = Object.fromEntries(
      Object.keys(visible).map((field) => [field, details[`${stream} ${field}`]]),
    );
    return checkEnd(end as Partial<EndState>, visible, `${peer.name} ${stream} `);
  });
}
