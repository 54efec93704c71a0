import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER, Refusal } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import { type OpenCatalogueOptions, openCatalogue } from './openCatalogue.ts';
import type { RecordedCatalogue } from './RecordedCatalogue.ts';

// Raw folders for tests, written below one temporary folder and removed with it.

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Where the folders of a test file are written. */
export class RawFolders {
  readonly root = mkdtempSync(join(tmpdir(), 'raw-'));
  #count = 0;

  /** Writes files into a new folder and returns its path. */
  async write(files: Files): Promise<string> {
    this.#count += 1;
    const path = join(this.root, `set-${this.#count}`);
    await mkdir(path);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    return path;
  }

  async open(files: Files, options?: OpenCatalogueOptions): Promise<RecordedCatalogue> {
    return openCatalogue(await this.write(files), options);
  }

  /** Opens files that must be refused and returns the refusal. */
  async refusal(files: Files, options?: OpenCatalogueOptions): Promise<Refusal> {
    try {
      await this.open(files, options);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** All events of a catalogue, copied. */
export function allEvents(catalogue: RecordedCatalogue): MarketEvent[] {
  const feed = catalogue.open({ fromUs: 0, toUs: NEVER });
  const all: MarketEvent[] = [];
  while (feed.peekTimeUs() !== NEVER) all.push(structuredClone(feed.take()));
  return all;
}

export const HEADER = 'ts_ms,open,high,low,close,volume';

/** Time of the first bar, milliseconds. */
export const T0 = 1_677_628_800_000;

/** One good bar, `minute` minutes after the first. */
export function bar(minute: number, prices = '100.1,100.5,99.9,100.2', volume = '1.5'): string {
  return `${T0 + minute * 60_000},${prices},${volume}`;
}

export function csv(...rows: readonly string[]): string {
  return `${[HEADER, ...rows].join('\n')}\n`;
}

export const GOOD = csv(bar(0), bar(1), bar(2));
export const NAME = 'kraken_btcusd_1m.csv';
