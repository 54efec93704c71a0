/**
 * Mean reversion: buys far below the mean of the last two days and sells far above it, until the price is back.
 *
 * Source: Bollinger bands as an entry, the middle band as the exit. It loses in trends: `stop` ends a bet that goes on
 * running away, and no new one is made on that side until the price has come back to the mean.
 */
export default {
  start({ instruments, parameters }) {
    this.parameters = parameters;
    this.markets = instruments.map(() => ({ closes: [], side: 0, barred: 0 }));
  },

  onBars(bars) {
    return this.markets.map((market, index) => this.next(market, bars.close[index]));
  },

  next(market, close) {
    const { lookback, weight } = this.parameters;
    if (Number.isNaN(close)) return null;
    market.closes.push(close);
    if (market.closes.length > lookback) market.closes.shift();
    if (market.closes.length < lookback) return null;
    const score = scoreOf(market.closes);
    this.decide(market, score);
    return (market.side * weight) / this.markets.length;
  },

  decide(market, score) {
    const { entry, stop } = this.parameters;
    if (market.side * score >= 0) market.side = 0; // back at the mean, or through it
    if (market.barred * score <= 0) market.barred = 0;
    if (market.side * score <= -stop) {
      market.barred = Math.sign(score);
      market.side = 0;
    }
    const isFar = Math.abs(score) >= entry && Math.abs(score) < stop;
    if (market.side === 0 && isFar && market.barred !== Math.sign(score)) market.side = -Math.sign(score);
  },
};

/** Deviations of the last close from the mean; 0 where the price stands still. */
function scoreOf(closes) {
  let sum = 0;
  for (const close of closes) sum += close;
  const mean = sum / closes.length;
  let squares = 0;
  for (const close of closes) squares += (close - mean) ** 2;
  const deviation = Math.sqrt(squares / closes.length);
  return deviation > 0 ? (closes[closes.length - 1] - mean) / deviation : 0;
}
