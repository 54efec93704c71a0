import {
  accept,
  chooseInstruments,
  defineStrategy,
  fundQuotes,
  instrumentTerms,
  isFull,
  NO_INTENTS,
  numberBetween,
  orderTowards,
  pushValue,
  rollingWindow,
  wholeNumber,
} from '@qca/strategies';

/**
 * Buys when the close is above every close of the last `entryBars`, sells when it is below every one of the last
 * `exitBars`. Source of the rule: Richard Donchian's channels, as the "Turtles" traded them.
 */
export default defineStrategy({
  name: 'donchian-breakout',
  summary: 'Holds what has just closed above its highest close of a while, until it closes below its lowest.',
  source: 'Faith: Way of the Turtle (2007), chapter 10',
  defaults: { instrument: '', entryBars: 480, exitBars: 240, part: 0.5 },
  limits: {
    instrument: { kind: 'name' },
    entryBars: wholeNumber(2, 100_000),
    exitBars: wholeNumber(2, 100_000),
    part: numberBetween(0.01, 1),
  },
  fit(offer, { instrument }) {
    const chosen = chooseInstruments(offer, { anyOf: ['bars'], instrument, count: 1 });
    return chosen.ok ? accept(fundQuotes(chosen.value)) : chosen;
  },
  start(fit, { entryBars, exitBars, part }, offer) {
    const terms = instrumentTerms(offer.instruments[fit.instruments[0] ?? 0]!);
    return { terms, part, highs: rollingWindow(entryBars), lows: rollingWindow(exitBars) };
  },
  react({ terms, part, highs, lows }, view, event) {
    if (event.kind !== 'bar' || event.instrument !== terms.index) return NO_INTENTS;
    const close = event.closeTicks;
    const known = isFull(highs) && isFull(lows);
    const [high, low] = [Math.max(...highs.ring), Math.min(...lows.ring)];
    pushValue(highs, close);
    pushValue(lows, close);
    const isIn = view.positionLots(terms.index) > 0;
    if (!known || (isIn ? close >= low : close <= high)) return NO_INTENTS;
    const lotValue = close * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
    return orderTowards(view, terms, {
      targetLots: isIn ? 0 : Math.floor((view.equity() * part) / lotValue),
      priceTicks: close,
      protectionBps: 50,
      why: { text: isIn ? 'below the channel' : 'above the channel', numbers: { close, high, low } },
    });
  },
});
