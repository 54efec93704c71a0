/**
 * Time-series momentum: holds what rose over the last week, less of it the more it swings.
 *
 * Source: Moskowitz, Ooi and Pedersen, "Time series momentum" (2012), long or flat, with hourly volatility.
 * Decides once in `holdBars`, so that costs stay small.
 */
export default {
  start({ instruments, parameters }) {
    this.parameters = parameters;
    this.markets = instruments.map(() => ({ closes: [], weight: 0, bars: 0 }));
  },

  onBars(bars) {
    return this.markets.map((market, index) => this.next(market, bars.close[index]));
  },

  next(market, close) {
    const { lookback, holdBars } = this.parameters;
    if (Number.isNaN(close)) return null;
    market.closes.push(close);
    if (market.closes.length > lookback + 1) market.closes.shift();
    if (market.closes.length <= lookback) return null;
    if (market.bars % holdBars === 0) market.weight = this.weigh(market.closes);
    market.bars += 1;
    return market.weight;
  },

  weigh(closes) {
    const { volatilityTarget, barsPerYear, weightMax } = this.parameters;
    if (closes[closes.length - 1] <= closes[0]) return 0;
    let squares = 0;
    for (let bar = 1; bar < closes.length; bar += 1) squares += Math.log(closes[bar] / closes[bar - 1]) ** 2;
    const volatility = Math.sqrt((squares / (closes.length - 1)) * barsPerYear);
    const share = Math.min(weightMax, volatilityTarget / volatility);
    return share / this.markets.length;
  },
};
