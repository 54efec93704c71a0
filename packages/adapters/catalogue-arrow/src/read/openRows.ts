import { Refusal } from '@qca/base';
import { TimeScanner, timeUnit } from '../csv/TimeScanner.ts';
import { type BarPositions, BarRows, type VolumeRule } from '../rows/BarRows.ts';
import { DepthRows } from '../rows/DepthRows.ts';
import { FundingRows } from '../rows/FundingRows.ts';
import { HeardTimes, type TimePlace } from '../rows/HeardTimes.ts';
import { QuoteBarRows } from '../rows/QuoteBarRows.ts';
import { QuoteRows } from '../rows/QuoteRows.ts';
import type { RowSource } from '../rows/RowSource.ts';
import { TradeRows } from '../rows/TradeRows.ts';
import { type Field, type Layout, normalName } from './layout.ts';

/** Readers of rows by kind. */
export type MarketRows = BarRows | QuoteBarRows | TradeRows | QuoteRows | DepthRows | FundingRows;

/** What the volume column counts. */
export type VolumeIn = 'base' | 'quote';

/** Makes the reader that a layout needs. `firstRow` shows how times are written. */
export function openRows(
  layout: Layout,
  row: RowSource,
  firstRow: readonly string[],
  hints: { readonly volumeIn?: VolumeIn },
  path: string,
): MarketRows {
  const at = (field: Field): number => layout.columns.get(field) ?? -1;
  const time = (field: Field): TimePlace | undefined => timePlace(layout, field, firstRow, path);
  switch (layout.kind) {
    case 'bars': {
      const { column, scanner } = present(time('time'), layout, path);
      return new BarRows(row, scanner, column, barPositions(at), volumeRule(layout, hints.volumeIn));
    }
    case 'quote-bars': {
      const { column, scanner } = present(time('time'), layout, path);
      const bid = new BarRows(row, scanner, column, sidePositions(at, 'bid'), 'none', 'bid ');
      const ask = new BarRows(row, scanner, column, sidePositions(at, 'ask'), 'none', 'ask ');
      return new QuoteBarRows(row, scanner, column, bid, ask);
    }
    case 'trades':
      return new TradeRows(row, heard(row, time, 'tradeTime'), {
        price: at('price'),
        quantity: at('quantity'),
        aggressor: at('aggressor'),
        buyerMaker: at('buyerMaker'),
        tradeId: at('tradeId'),
      });
    case 'quotes':
      return new QuoteRows(row, heard(row, time), {
        bidPrice: at('bidPrice'),
        bidQuantity: at('bidQuantity'),
        askPrice: at('askPrice'),
        askQuantity: at('askQuantity'),
        updateId: at('updateId'),
      });
    case 'depth':
      return new DepthRows(row, heard(row, time), {
        messageKind: at('messageKind'),
        firstUpdateId: at('firstUpdateId'),
        lastUpdateId: at('lastUpdateId'),
        previousUpdateId: at('previousUpdateId'),
        side: at('side'),
        price: at('price'),
        quantity: at('quantity'),
      });
    case 'funding':
      return new FundingRows(row, heard(row, time), { rate: at('fundingRate'), markPrice: at('markPrice') });
    case 'table':
      throw new TypeError('a table has no market rows');
  }
}

function barPositions(at: (field: Field) => number): BarPositions {
  return {
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
    quoteVolume: at('quoteVolume'),
  };
}

function sidePositions(at: (field: Field) => number, side: 'bid' | 'ask'): BarPositions {
  return {
    open: at(`${side}Open`),
    high: at(`${side}High`),
    low: at(`${side}Low`),
    close: at(`${side}Close`),
    volume: -1,
    quoteVolume: -1,
  };
}

function volumeRule(layout: Layout, volumeIn: VolumeIn | undefined): VolumeRule {
  const volume = layout.columns.get('volume');
  if (volume === undefined) return 'none';
  if (volumeIn === 'quote') return 'in-quote';
  const doubtful =
    normalName(layout.names[volume] ?? '').endsWith('as_labelled') && layout.columns.has('quoteVolume');
  return doubtful ? 'labels-doubtful' : 'as-labelled';
}

/** A recording's two clocks: trades may carry their own time at the venue, better than that of their message. */
function heard(row: RowSource, time: (field: Field) => TimePlace | undefined, own?: Field): HeardTimes {
  const venue = (own === undefined ? undefined : time(own)) ?? time('exchangeTime');
  const local = time('localTime');
  return local === undefined && venue === undefined
    ? new HeardTimes(row, undefined, time('time'))
    : new HeardTimes(row, local, venue);
}

function timePlace(
  layout: Layout,
  field: Field,
  firstRow: readonly string[],
  path: string,
): TimePlace | undefined {
  const column = layout.columns.get(field);
  if (column === undefined) return undefined;
  const name = layout.names[column] ?? '';
  const first = firstRow[column] ?? '';
  // An empty first cell tells nothing; the name may still carry the unit.
  const unit = timeUnit(normalName(name), first) ?? timeUnit(normalName(name), '0');
  if (unit !== undefined) return { column, scanner: new TimeScanner(unit) };
  throw new Refusal({
    kind: 'unknown-time',
    what: `Column '${name}' does not look like a time: its first value is '${first}'`,
    where: `${path}:2`,
    remedy:
      'Times are ISO 8601 or seconds, milli-, micro- or nanoseconds since 1970; name the column in `columns.time`.',
  });
}

function present(place: TimePlace | undefined, layout: Layout, path: string): TimePlace {
  if (place !== undefined) return place;
  throw new Refusal({
    kind: 'no-time-column',
    what: 'No column was recognised as the time',
    where: `${path}:1`,
    remedy: `Name it in \`columns.time\`; the columns are ${layout.names.join(', ')}.`,
  });
}
