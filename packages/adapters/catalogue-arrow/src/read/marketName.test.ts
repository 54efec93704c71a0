import { DAY, HOUR, MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInterval, type MarketName, parseInterval, parseMarketName } from './marketName.ts';

function spot(venue: string, base: string, quote: string, more: Partial<MarketName> = {}): MarketName {
  return { venue, base, quote, perpetual: false, ...more };
}

describe('parseMarketName', () => {
  it.each<[string, string, MarketName]>([
    ['kraken_btcusd.csv.gz', 'spot-1m-2023-03', spot('kraken', 'BTC', 'USD')],
    ['binanceus_usdcusdt.csv.gz', '', spot('binanceus', 'USDC', 'USDT')],
    ['coinbase_usdtusd.csv.gz', '', spot('coinbase', 'USDT', 'USD')],
    ['kraken_usdcusd.csv', '', spot('kraken', 'USDC', 'USD')],
    ['BTCUSDT_1h.csv.gz', 'binance-1h-2022-2025', spot('binance', 'BTC', 'USDT', { intervalUs: HOUR })],
    ['BTCEUR_1h.csv.gz', 'triangle-1h-btc-eth-eur', spot('bitstamp', 'BTC', 'EUR', { intervalUs: HOUR })],
    [
      'ETH_BTC_1m.csv.gz',
      'binance-btc-pairs-1m-2019-11',
      spot('binance', 'ETH', 'BTC', { intervalUs: MINUTE }),
    ],
    ['binance_ADA_BTC_5m.csv.gz', '', spot('binance', 'ADA', 'BTC', { intervalUs: 5 * MINUTE })],
    [
      'bittrex_LTC_BTC_5m_with_duplicates.csv.gz',
      '',
      spot('bittrex', 'LTC', 'BTC', { intervalUs: 5 * MINUTE }),
    ],
    ['spot_btcusdt_depth.csv.gz', 'l2-binance-2024-08-08', spot('binance', 'BTC', 'USDT')],
    ['usdm_btcusdt_bbo.csv.gz', '', { venue: 'binance-usdm', base: 'BTC', quote: 'USDT', perpetual: true }],
    [
      'btc_perp_1m.csv.gz',
      'btc-perp-1m-2022-01',
      { venue: 'unknown', base: 'BTC', quote: 'USD', perpetual: true, intervalUs: MINUTE },
    ],
    ['eurusd_oanda_1h.csv.gz', '', spot('oanda', 'EUR', 'USD', { intervalUs: HOUR })],
    [
      'gbpusd_fxcm_bid_1m_2012-02.csv.gz',
      '',
      spot('fxcm', 'GBP', 'USD', { intervalUs: MINUTE, side: 'bid' }),
    ],
    ['mtgox_btcusd_1d.csv', '', spot('mtgox', 'BTC', 'USD', { intervalUs: DAY })],
    ['somewhere_sol_usdc_trades.csv', '', spot('somewhere', 'SOL', 'USDC')],
    ['solusdc.csv', '', spot('unknown', 'SOL', 'USDC')],
  ])('reads %s in %s', (file, folder, expected) => {
    expect(parseMarketName(file, folder)).toEqual(expected);
  });

  it.each([
    'sp500_dataset.csv.gz',
    'gas_price_1m.csv.gz',
    'swaps_10k.csv.gz',
    'readme.csv',
    'uniswap_v3_usdc_weth_005_1m.csv.gz',
  ])('finds no pair in %s', (file) => {
    expect(parseMarketName(file, 'somewhere')).toBeUndefined();
  });
});

describe('parseInterval', () => {
  it('inverts formatInterval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom('s', 'm', 'h', 'd'), (count, unit) => {
        const us = parseInterval(`${count}${unit}`);
        expect(us === undefined ? undefined : parseInterval(formatInterval(us))).toBe(us);
      }),
    );
  });

  it.each(['', '0m', '5', 'm', '-1h', '1y'])('refuses %j', (text) => {
    expect(parseInterval(text)).toBeUndefined();
  });
});
