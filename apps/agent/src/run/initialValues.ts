import { Refusal } from '@qca/base';
import { type Instrument, MarketBoard, Valuation } from '@qca/market';
import type { Feed } from '@qca/ports';
import type { Ratio } from '@qca/units';

/** How far into a recording the first prices are looked for: past a day of minutes of a hundred instruments. */
const EVENTS_MAX = 200_000;

/** Opening values of assets: whole reporting units per whole unit, in 18 decimals, at the first price each had. */
export function initialValues(
  feed: Feed,
  market: {
    readonly instruments: readonly Instrument[];
    readonly reportingAsset: string;
    readonly pegs: Readonly<Record<string, string>>;
  },
  assets: ReadonlySet<string>,
): ReadonlyMap<string, Ratio> {
  const board = new MarketBoard(market.instruments);
  const valuation = new Valuation(market.instruments, market.reportingAsset, market.pegs);
  const values = new Map<string, Ratio>();
  const missing = new Set(assets);
  const take = (): void => {
    for (const asset of missing) {
      const rate = valuation.rateExact(asset);
      if (rate === undefined || rate <= 0n) continue;
      values.set(asset, rate);
      missing.delete(asset);
    }
  };
  take();
  for (
    let events = 0;
    missing.size > 0 && events < EVENTS_MAX && Number.isFinite(feed.peekTimeUs());
    events += 1
  ) {
    const event = feed.take();
    board.apply(event);
    valuation.onPrice(event.instrument, board);
    take();
  }
  if (missing.size > 0) {
    throw new Refusal({
      kind: 'no-price',
      what: `no price leads from ${[...missing].join(', ')} to ${market.reportingAsset}`,
      where: 'market data',
      remedy: `Add a market that links them to ${market.reportingAsset}, or name strategies that do not need them.`,
    });
  }
  return values;
}
