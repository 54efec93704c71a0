import { basename, resolve } from 'node:path';
import { Refusal } from '@qca/base';
import { openCatalogue } from '@qca/catalogue-arrow';
import type { Instrument } from '@qca/market';
import type { Recording } from '@qca/ports';
import type { Market, MarketReference } from './Market.ts';
import { openGenerated } from './openGenerated.ts';

export type MarketChoice = MarketReference;

/** Opens a market: recordings in a folder, or a generated one. Refuses bad files with file, line and reason. */
export async function openMarket(
  choice: MarketChoice,
  onProgress: (part: number) => void = () => {},
): Promise<Market> {
  if (choice.kind === 'live') {
    throw new Refusal({
      kind: 'live-market',
      what: `the market of ${choice.venue} is traded live and cannot be played again`,
      where: 'market',
      remedy:
        'A live run is read from its journal: qca journal replay. It goes on with qca agent run --mode live --resume.',
    });
  }
  return choice.kind === 'generated' ? openGenerated(choice) : openRecorded(choice, onProgress);
}

async function openRecorded(
  choice: Extract<MarketChoice, { kind: 'recorded' }>,
  onProgress: (part: number) => void,
): Promise<Market> {
  const path = resolve(choice.path);
  const catalogue = await openCatalogue(path, {
    onBadRow: choice.skipBadRows ? 'skip' : 'refuse',
    onProgress: ({ bytesRead, bytesTotal }) => onProgress(bytesTotal > 0 ? bytesRead / bytesTotal : 0),
  });
  const range = {
    fromUs: choice.fromUs ?? Number.NEGATIVE_INFINITY,
    toUs: choice.toUs ?? Number.POSITIVE_INFINITY,
  };
  const { recordings, instruments, notes } = catalogue;
  const rowsOf = (...kinds: Recording['kind'][]): number =>
    recordings.reduce((sum, each) => (kinds.includes(each.kind) ? sum + each.rows : sum), 0);
  return {
    label: 'recorded',
    name: basename(path),
    reference: { ...choice, path },
    instruments,
    data: instruments.map((instrument) => dataOf(instrument, recordings)),
    rows: {
      files: new Set(recordings.map((each) => each.source)).size,
      bars: rowsOf('bars'),
      trades: rowsOf('trades'),
      bookUpdates: rowsOf('depth', 'quotes'),
    },
    span: spanOf(recordings, choice),
    notes,
    open: () => catalogue.open(range),
  };
}

function spanOf(
  recordings: readonly Recording[],
  { fromUs, toUs }: Extract<MarketChoice, { kind: 'recorded' }>,
): Market['span'] {
  if (recordings.length === 0) return null;
  const firstUs = recordings.reduce((first, each) => Math.min(first, each.firstTimeUs), Infinity);
  const lastUs = recordings.reduce((last, each) => Math.max(last, each.lastTimeUs), 0);
  return { firstUs: Math.max(firstUs, fromUs ?? 0), lastUs: Math.min(lastUs, toUs ?? Infinity) };
}

function dataOf(instrument: Instrument, recordings: readonly Recording[]) {
  const own = recordings.filter((each) => isOf(each, instrument));
  return {
    kinds: [...new Set(own.map((each) => each.kind))].sort(),
    barIntervalUs: own.find((each) => each.kind === 'bars')?.intervalUs ?? 0,
  };
}

function isOf(recording: Recording, instrument: Instrument): boolean {
  const { venue, kind, base, quote } = recording.instrument;
  return (
    venue === instrument.venue &&
    kind === instrument.kind &&
    base.id === instrument.base.id &&
    quote.id === instrument.quote.id
  );
}
