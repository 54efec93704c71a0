import { type EndState, OrderBookRunner } from './orderBookRunner.ts';
import { buildExtremeStream, EXTREMES } from './orderStream.ts';
import { startPeers } from './peers/startPeers.ts';
import { checkEnd, checkPeers } from './W3.ts';
import type { Workload } from './Workload.ts';

/** How each book ends: follows from the streams' definitions by counting. */
const ENDS: Readonly<Record<(typeof EXTREMES)[number], EndState>> = {
  levels: {
    askLevels: 150_000,
    askLots: 1_500_000,
    bidLevels: 150_000,
    bidLots: 1_500_000,
    liveOrders: 300_000,
  },
  five: { askLevels: 0, askLots: 0, bidLevels: 5, bidLots: 1_000_000, liveOrders: 100_000 },
  crossing: { askLevels: 0, askLots: 0, bidLevels: 0, bidLots: 0, liveOrders: 0 },
};

/** W3e: one order per level, many orders on few levels, and nothing but trades. */
export const W3e: Workload = {
  name: 'W3e',
  title: 'limit order book, 300k levels, then 100k orders on 5 levels, then 100k crossing',
  async prepare(settings) {
    const streams = Object.fromEntries(EXTREMES.map((name) => [name, buildExtremeStream(name)]));
    const ours = new OrderBookRunner(streams);
    const task = { streams: Object.fromEntries(EXTREMES.map((name) => [name, { extreme: name }])) };
    const { peers, missing } = await startPeers(settings, [
      { name: 'nodejs-order-book', file: 'nodejsOrderBook.ts', task },
    ]);
    const check = () =>
      EXTREMES.flatMap((name) => [
        ...checkEnd(ours.ends[name]!, ENDS[name], `${name} `),
        ...checkPeers(peers, name, ENDS[name]),
      ]);
    return { unit: 'ops/s', ours, peers, missing, check };
  },
};
