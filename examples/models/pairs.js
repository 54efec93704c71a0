/**
 * Pairs: bets that the ratio of two prices comes back to where it was.
 *
 * The spread is log(first) - log(second). Far above its mean it sells the first and buys the second for the same
 * money, far below it the other way round; it leaves near the mean, and where the spread runs away.
 * Source: Gatev, Goetzmann and Rouwenhorst, "Pairs trading" (2006), with a rolling mean.
 */
export default {
  start({ instruments, parameters }) {
    if (instruments.length !== 2) throw new Error('pairs needs two instruments');
    this.parameters = parameters;
    this.spreads = [];
    this.side = 0;
  },

  onBars({ close: [first, second] }) {
    const { lookback, weight } = this.parameters;
    if (Number.isNaN(first) || Number.isNaN(second)) return null;
    this.spreads.push(Math.log(first) - Math.log(second));
    if (this.spreads.length > lookback) this.spreads.shift();
    if (this.spreads.length < lookback) return null;
    this.decide(scoreOf(this.spreads));
    const size = (this.side * weight) / 2;
    return [size, -size];
  },

  /** Side 1 holds the first and owes the second. */
  decide(score) {
    const { entry, exit, stop } = this.parameters;
    const distance = Math.abs(score);
    if (distance <= exit || distance >= stop || this.side * score > 0) this.side = 0;
    else if (distance >= entry) this.side = -Math.sign(score);
  },
};

/** Deviations of the last spread from the mean; 0 where it stands still. */
function scoreOf(spreads) {
  let sum = 0;
  for (const spread of spreads) sum += spread;
  const mean = sum / spreads.length;
  let squares = 0;
  for (const spread of spreads) squares += (spread - mean) ** 2;
  const deviation = Math.sqrt(squares / spreads.length);
  return deviation > 0 ? (spreads[spreads.length - 1] - mean) / deviation : 0;
}
