import { HOUR } from '@qca/base';
import { afterAll, describe, expect, it } from 'vitest';
import { allEvents, GOOD, HEADER, NAME, RawFolders } from '../rawFolders.fixture.ts';

const raw = new RawFolders();
afterAll(() => raw.remove());

describe('column mapping', () => {
  const odd = GOOD.replace(HEADER, 'Moment,First,Top,Bottom,Last,Amount traded');
  const mapping = {
    time: 'Moment',
    open: 'First',
    high: 'Top',
    low: 'Bottom',
    close: 'Last',
    volume: 6,
  } as const;

  it('reads columns of any name, by name or position', async () => {
    expect(allEvents(await raw.open({ [NAME]: odd }, { mapping }))).toEqual(
      allEvents(await raw.open({ [NAME]: GOOD })),
    );
  });

  it('can stand in market.json, per file', async () => {
    const config = {
      files: { 'oddly-named.csv': { instrument: 'kraken:BTC/USD', interval: '1m', columns: mapping } },
    };
    const catalogue = await raw.open({ 'oddly-named.csv': odd, 'market.json': JSON.stringify(config) });
    expect(allEvents(catalogue)).toEqual(allEvents(await raw.open({ [NAME]: GOOD })));
  });

  it('refuses a column that the file does not have', async () => {
    const found = await raw.refusal({ [NAME]: odd }, { mapping: { ...mapping, close: 'Final' } });
    expect(found.kind).toBe('unknown-column');
    expect(found.message).toContain("'Final'");
    expect(found.remedy).toContain('amount_traded');
  });
});

describe('market.json', () => {
  const withConfig = (config: unknown): Record<string, string> => ({
    [NAME]: GOOD,
    'market.json': typeof config === 'string' ? config : JSON.stringify(config),
  });

  it('says what a venue takes its fees in, and nothing is quote', async () => {
    const plain = await raw.open({ [NAME]: GOOD });
    expect(plain.instruments[0]).not.toHaveProperty('feeAsset');
    const bnb = { asset: 'BNB', discountBps: 2_500 };
    const config = {
      venues: { kraken: { feeAsset: 'received' } },
      instruments: { 'kraken:BTC/USD': { feeAsset: bnb } },
    };
    const venueOnly = await raw.open(withConfig({ venues: config.venues }));
    expect(venueOnly.instruments[0]?.feeAsset).toBe('received');
    expect((await raw.open(withConfig(config))).instruments[0]?.feeAsset).toEqual(bnb);
    for (const feeAsset of ['base', { asset: 'BNB' }, { asset: 'BNB', discountBps: 10_001 }]) {
      const refused = await raw.refusal(withConfig({ venues: { kraken: { feeAsset } } }));
      expect(refused.message).toContain('feeAsset');
    }
  });

  it('overrides the venue table, the instrument over its venue', async () => {
    const { instruments } = await raw.open(
      withConfig({
        venues: {
          kraken: { fees: [{ volumeMin: 0, makerBps: '1', takerBps: '2.5' }], minimumNotional: '7' },
        },
        instruments: {
          'kraken:BTC/USD': { tick: '0.01', lot: '0.001', minimumNotional: '9', assumedSpreadBps: '4' },
        },
      }),
    );
    expect(instruments[0]).toMatchObject({
      tickSize: 0.01,
      lotSize: 0.001,
      minimumNotional: 900_000_000n,
      fees: [{ volumeMin: 0, maker: 10n ** 14n, taker: 25n * 10n ** 13n }],
      assumedSpread: 4n * 10n ** 14n,
    });
  });

  it('names the venue, a perpetual with its margin, the unit of volume, and files to skip', async () => {
    const { instruments, recordings } = await raw.open({
      'BTCUSD_1m.csv': GOOD,
      'ETHUSD_1m.csv': GOOD,
      'market.json': JSON.stringify({
        venue: 'elsewhere',
        instruments: {
          'ftx:BTC/USD-PERP': {
            margin: { initialRatio: '0.1', maintenanceRatio: '0.03', fundingInterval: '1h' },
          },
        },
        files: {
          'BTCUSD_1m.csv': { instrument: 'ftx:BTC/USD-PERP', volumeIn: 'quote' },
          'ETHUSD_1m.csv': { skip: true },
        },
      }),
    });
    expect(instruments).toHaveLength(1);
    expect(instruments[0]).toMatchObject({
      id: 'ftx:BTC/USD-PERP',
      margin: { initialRatio: 10n ** 17n, fundingIntervalUs: HOUR },
    });
    // 1.5 dollars at 100.2 are 0.01497006 coins, in lots of 10^-8.
    expect(recordings[0]?.columns).toMatchObject({
      volumeLots: Float64Array.of(1_497_006, 1_497_006, 1_497_006),
    });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['an unknown key', { instrumnets: {} }, 'unknown-key', /'instrumnets' is not known/],
    [
      'an unknown key inside',
      { instruments: { 'kraken:BTC/USD': { tikc: '0.1' } } },
      'unknown-key',
      /instruments\.kraken:BTC\/USD\.tikc/,
    ],
    ['an unknown field', { files: { [NAME]: { columns: { opne: 'x' } } } }, 'unknown-key', /columns\.opne/],
    [
      'a number where a decimal must be',
      { instruments: { 'kraken:BTC/USD': { tick: 0.1 } } },
      'bad-market-config',
      /tick/,
    ],
    [
      'a malformed instrument',
      { files: { [NAME]: { instrument: 'BTCUSD' } } },
      'bad-market-config',
      /venue:BASE\/QUOTE/,
    ],
    [
      'fees that do not start at 0',
      { venues: { kraken: { fees: [{ volumeMin: 5, makerBps: '1', takerBps: '1' }] } } },
      'bad-market-config',
      /volumeMin 0/,
    ],
    ['no JSON', '{', 'bad-market-config', /not JSON/],
  ])('refuses %s', async (_, config, kind, message) => {
    const found = await raw.refusal(withConfig(config));
    expect(found.kind).toBe(kind);
    expect(found.message).toMatch(message);
    expect(found.where).toContain('market.json');
  });
});
