import type { Breakers, RiskLimits } from '@qca/risk';

const NO_BREAKERS: Breakers = {
  dailyLoss: null,
  stopLoss: null,
  takeProfit: null,
  trailingStop: null,
  drawdown: { max: 10, action: 'halt' },
  volatility: null,
};

/** A gate that looks at every order and every tick and lets everything pass: its work is measured, its verdicts are not. */
export const NO_LIMITS: RiskLimits = {
  orderValueMax: 1e12,
  positionValueMax: 1e12,
  strategyExposureMax: 1e6,
  venueExposureMax: 1e6,
  concentrationMax: 1e6,
  dailyTurnoverMax: 1e9,
  collarBps: 10_000,
  collarReducingBps: 10_000,
  orderRate: null,
  staleAge: { barsIntervals: 1000, tradesUs: null, quotesUs: null, depthUs: null },
  strategyBreakers: NO_BREAKERS,
  platformBreakers: NO_BREAKERS,
  haltAllowsReducing: true,
};
