import { MINUTE, Refusal, SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { createGeneratedFeed } from './createGeneratedFeed.ts';
import { oneInstrument } from './fixtures.ts';
import { checkMarket, type GeneratedInstrument, type GeneratedMarket } from './GeneratedMarket.ts';

const BARS = oneInstrument(['bars'], { barIntervalUs: MINUTE });
const FLOW = oneInstrument(['trades', 'quotes', 'depth', 'funding']);
const NAME = 'instruments.generated-a:BTC/USD';

function withInstrument(market: GeneratedMarket, changes: Partial<GeneratedInstrument>): GeneratedMarket {
  return { ...market, instruments: [{ ...market.instruments[0]!, ...changes }] };
}
const withGap = (gap: object) => withInstrument(FLOW, { gap: { ...FLOW.instruments[0]!.gap, ...gap } });
const withFlow = (flow: object) => withInstrument(FLOW, { flow: { ...FLOW.instruments[0]!.flow, ...flow } });
const withAsset = (asset: object) => ({ ...FLOW, assets: [{ ...FLOW.assets[0]!, ...asset }] });
const { margin: _margin, ...spotSpec } = FLOW.instruments[0]!.spec;

describe('checkMarket', () => {
  it.each([BARS, FLOW, withFlow({ levels: 1_000 }), withFlow({ branching: 0 }), withAsset({ loading: -1 })])(
    'takes a market that can be generated %#',
    (market) => {
      expect(() => checkMarket(market)).not.toThrow();
    },
  );

  it.each([
    ['seed', { ...FLOW, seed: Number.NaN }],
    ['startUs', { ...FLOW, startUs: 0.5 }],
    ['startUs', { ...FLOW, startUs: -1 }],
    ['durationUs', { ...FLOW, durationUs: 0 }],
    ['durationUs', { ...FLOW, durationUs: Number.POSITIVE_INFINITY }],
    ['stepUs', { ...FLOW, stepUs: 0 }],
    ['clusterHalfLifeUs', { ...FLOW, clusterHalfLifeUs: 0 }],
    ['instruments', { ...FLOW, instruments: [] }],
    ['assets.BTC.value', withAsset({ value: 0 })],
    ['assets.BTC.value', withAsset({ value: Number.POSITIVE_INFINITY })],
    ['assets.BTC.volatility', withAsset({ volatility: -0.1 })],
    ['assets.BTC.volatility', withAsset({ volatility: 10 })],
    ['assets.BTC.loading', withAsset({ loading: 1.01 })],
    ['assets.BTC.loading', withAsset({ loading: Number.NaN })],
    [`${NAME}.kinds`, withInstrument(BARS, { kinds: ['bars', 'trades'] })],
    [`${NAME}.kinds`, withInstrument(BARS, { kinds: [] })],
    [`${NAME}.kinds`, withInstrument(BARS, { kinds: ['funding'] })],
    [`${NAME}.kinds`, withInstrument(FLOW, { spec: spotSpec })],
    [`${NAME}.barIntervalUs`, oneInstrument(['bars'])],
    [`${NAME}.barIntervalUs`, withInstrument(BARS, { barIntervalUs: SECOND - 1 })],
    [`${NAME}.gap.meanBps`, withGap({ meanBps: Number.NaN })],
    [`${NAME}.gap.deviationBps`, withGap({ deviationBps: -1 })],
    [`${NAME}.gap.deviationBps`, withGap({ deviationBps: 10_000 })],
    [`${NAME}.gap.halfLifeUs`, withGap({ halfLifeUs: 0 })],
    [`${NAME}.flow.tradesPerSecond`, withFlow({ tradesPerSecond: 0 })],
    [`${NAME}.flow.updatesPerSecond`, withFlow({ updatesPerSecond: 0 })],
    [`${NAME}.flow.branching`, withFlow({ branching: 1 })],
    [`${NAME}.flow.branching`, withFlow({ branching: -0.1 })],
    [`${NAME}.flow.excitedHalfLifeUs`, withFlow({ excitedHalfLifeUs: 0 })],
    [`${NAME}.flow.spreadBps`, withFlow({ spreadBps: -1 })],
    [`${NAME}.flow.spreadBps`, withFlow({ spreadBps: 10_000 })],
    [`${NAME}.flow.levels`, withFlow({ levels: 0 })],
    [`${NAME}.flow.levels`, withFlow({ levels: 1_001 })],
    [`${NAME}.flow.levelLots`, withFlow({ levelLots: 0.5 })],
    [`${NAME}.flow.tradeLots`, withFlow({ tradeLots: 0 })],
  ])('refuses by the name of %s %#', (key, market) => {
    expect(() => createGeneratedFeed(market)).toThrow(Refusal);
    expect(() => createGeneratedFeed(market)).toThrow(`${key} is `);
  });
});
