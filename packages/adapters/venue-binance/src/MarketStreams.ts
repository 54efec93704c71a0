import { ASK, BID } from '@qca/book';
import type { WebSocket } from 'ws';
import { INTERVALS } from './Candles.ts';
import type { Faults } from './Faults.ts';
import type { Market } from './Market.ts';
import type { PrintedTrade } from './PublicTape.ts';
import { decimalText } from './Steps.ts';
import { sendText, sendTo } from './sendTo.ts';
import { bookTicker, dayTicker } from './tickers.ts';

/** Streams a socket may have (Binance: 1,024). */
const STREAMS_MAX = 1_024;

/** Public streams: who listens to what, and what has changed since the last publication. */
export class MarketStreams {
  readonly #markets: readonly Market[];
  readonly #faults: Faults;
  readonly #nowMs: () => number;
  readonly #listeners = new Map<string, Set<WebSocket>>();
  /** By socket: whether it wants events wrapped with their stream's name, and its streams. */
  readonly #sockets = new Map<WebSocket, { isCombined: boolean; readonly streams: Set<string> }>();
  /** By market: the last update id published, and the touch. */
  readonly #published = new Map<Market, { updateId: number; touch: string }>();

  constructor(markets: readonly Market[], faults: Faults, nowMs: () => number) {
    this.#markets = markets;
    this.#faults = faults;
    this.#nowMs = nowMs;
    for (const market of markets) this.#published.set(market, { updateId: market.updateId, touch: '' });
  }

  join(socket: WebSocket, streams: readonly string[], isCombined: boolean): void {
    this.#sockets.set(socket, { isCombined, streams: new Set() });
    for (const stream of streams) this.#subscribe(socket, stream);
  }

  leave(socket: WebSocket): void {
    for (const stream of this.#sockets.get(socket)?.streams ?? []) this.#unsubscribe(socket, stream);
    this.#sockets.delete(socket);
  }

  /** Answers SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS. */
  hear(socket: WebSocket, message: { method?: unknown; params?: unknown; id?: unknown }): void {
    const { method, id } = message;
    const names = Array.isArray(message.params) ? message.params.map(String) : [];
    const own = this.#sockets.get(socket)?.streams;
    if (own === undefined) return;
    if (method === 'LIST_SUBSCRIPTIONS') return sendTo(socket, { result: [...own], id });
    if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE')
      return sendTo(socket, { code: 1, msg: `Invalid value type: expected a method`, id });
    if (method === 'SUBSCRIBE' && own.size + names.length > STREAMS_MAX)
      return sendTo(socket, { code: 2, msg: `Invalid request: too many subscriptions`, id });
    // The answer comes before the first event, as it does there.
    sendTo(socket, { result: null, id });
    for (const name of names)
      if (method === 'SUBSCRIBE') this.#subscribe(socket, name);
      else this.#unsubscribe(socket, name);
  }

  /** Sends trades, candles and touches that are new. Called after each stretch of market. */
  publishTrades(): void {
    for (const market of this.#markets) {
      const trades = market.tape.takeUnpublished();
      for (const trade of trades) this.#trade(market, trade);
      if (trades.length > 0) this.#candles(market);
      this.#touch(market);
    }
  }

  /** Sends each book's changes since the last time. Called at the venue's interval. */
  publishDepth(): void {
    for (const market of this.#markets) {
      const published = this.#published.get(market);
      if (published === undefined || published.updateId === market.updateId) continue;
      const event = this.#depthEvent(market, published.updateId + 1);
      published.updateId = market.updateId;
      if (this.#faults.strikes('depth-gap')) continue;
      if (this.#faults.strikes('depth-corrupt')) corrupt(event, market);
      const name = market.symbol.toLowerCase();
      this.#emit(`${name}@depth@100ms`, event);
      this.#emit(`${name}@depth`, event);
    }
  }

  publishTickers(): void {
    for (const market of this.#markets) {
      const name = market.symbol.toLowerCase();
      const ticker = dayTicker(market, this.#nowMs());
      this.#emit(`${name}@miniTicker`, {
        e: '24hrMiniTicker',
        E: this.#nowMs(),
        s: market.symbol,
        c: ticker['lastPrice'],
        o: ticker['openPrice'],
        h: ticker['highPrice'],
        l: ticker['lowPrice'],
        v: ticker['volume'],
        q: ticker['quoteVolume'],
      });
      this.#emit(`${name}@ticker`, {
        e: '24hrTicker',
        E: this.#nowMs(),
        s: market.symbol,
        p: ticker['priceChange'],
        P: ticker['priceChangePercent'],
        w: ticker['weightedAvgPrice'],
        x: ticker['prevClosePrice'],
        c: ticker['lastPrice'],
        Q: ticker['lastQty'],
        b: ticker['bidPrice'],
        B: ticker['bidQty'],
        a: ticker['askPrice'],
        A: ticker['askQty'],
        o: ticker['openPrice'],
        h: ticker['highPrice'],
        l: ticker['lowPrice'],
        v: ticker['volume'],
        q: ticker['quoteVolume'],
        O: ticker['openTime'],
        C: ticker['closeTime'],
        F: ticker['firstId'],
        L: ticker['lastId'],
        n: ticker['count'],
      });
    }
  }

  #depthEvent(market: Market, firstId: number): Record<string, unknown> & { b: string[][]; a: string[][] } {
    const rows = (side: 0 | 1): string[][] => {
      const changed = [...market.changed[side]].map((ticks) => [
        market.steps.price(ticks),
        market.steps.quantity(market.book.lotsAt(side, ticks)),
      ]);
      market.changed[side].clear();
      return changed;
    };
    return {
      e: 'depthUpdate',
      E: this.#nowMs(),
      s: market.symbol,
      U: firstId,
      u: market.updateId,
      b: rows(BID),
      a: rows(ASK),
    };
  }

  #trade(market: Market, trade: PrintedTrade): void {
    const name = market.symbol.toLowerCase();
    const common = {
      E: this.#nowMs(),
      s: market.symbol,
      p: market.steps.price(trade.ticks),
      q: market.steps.quantity(trade.lots),
      T: trade.timeMs,
      m: trade.isBuyerMaker,
      M: true,
    };
    this.#emit(`${name}@trade`, { e: 'trade', ...common, t: trade.tradeId });
    this.#emit(`${name}@aggTrade`, {
      e: 'aggTrade',
      ...common,
      a: trade.tradeId,
      f: trade.tradeId,
      l: trade.tradeId,
    });
  }

  #candles(market: Market): void {
    const name = market.symbol.toLowerCase();
    for (const [interval, lengthMs] of Object.entries(INTERVALS)) {
      const stream = `${name}@kline_${interval}`;
      const candle = market.candles.latest(interval, 1)[0];
      if (candle === undefined || (this.#listeners.get(stream)?.size ?? 0) === 0) continue;
      const { steps } = market;
      this.#emit(stream, {
        e: 'kline',
        E: this.#nowMs(),
        s: market.symbol,
        k: {
          t: candle.openMs,
          T: candle.openMs + lengthMs - 1,
          s: market.symbol,
          i: interval,
          f: 1,
          L: candle.trades,
          o: steps.price(candle.openTicks),
          c: steps.price(candle.closeTicks),
          h: steps.price(candle.highTicks),
          l: steps.price(candle.lowTicks),
          v: steps.quantity(candle.lots),
          n: candle.trades,
          x: false,
          q: decimalText((BigInt(candle.tickLots) * steps.tick * steps.lot) / 100_000_000n),
          V: '0',
          Q: '0',
          B: '0',
        },
      });
    }
  }

  #touch(market: Market): void {
    const stream = `${market.symbol.toLowerCase()}@bookTicker`;
    const published = this.#published.get(market);
    if (published === undefined || (this.#listeners.get(stream)?.size ?? 0) === 0) return;
    const { bidPrice, bidQty, askPrice, askQty } = bookTicker(market);
    const touch = `${bidPrice} ${bidQty} ${askPrice} ${askQty}`;
    if (touch === published.touch) return;
    published.touch = touch;
    this.#emit(stream, {
      u: market.updateId,
      s: market.symbol,
      b: bidPrice,
      B: bidQty,
      a: askPrice,
      A: askQty,
    });
  }

  #emit(stream: string, event: unknown): void {
    const listeners = this.#listeners.get(stream);
    if (listeners === undefined || listeners.size === 0) return;
    const text = JSON.stringify(event);
    for (const socket of listeners)
      sendText(
        socket,
        this.#sockets.get(socket)?.isCombined === true ? `{"stream":"${stream}","data":${text}}` : text,
      );
  }

  #subscribe(socket: WebSocket, stream: string): void {
    this.#sockets.get(socket)?.streams.add(stream);
    const listeners = this.#listeners.get(stream) ?? new Set();
    listeners.add(socket);
    this.#listeners.set(stream, listeners);
  }

  #unsubscribe(socket: WebSocket, stream: string): void {
    this.#sockets.get(socket)?.streams.delete(stream);
    const listeners = this.#listeners.get(stream);
    listeners?.delete(socket);
    if (listeners?.size === 0) this.#listeners.delete(stream);
  }
}

/** Puts a bid above the best ask into an update: what a bit lost on the way may look like. */
function corrupt(event: { b: string[][] }, market: Market): void {
  event.b.push([market.steps.price(market.book.bestTicks(ASK) + 5), market.steps.quantity(1)]);
}
