import { defineInstrument, type Instrument } from '@qca/market';
import type { Journal } from '@qca/ports';
import type { Entry, OrderPlaced, RunConfiguration } from '../entries.ts';
import { decodeEntries } from '../journal/codec.ts';

/** One journal entry of an order's story. */
export interface StoryEntry {
  readonly sequence: number;
  readonly entry: Entry;
}

/** The chain price → decision → gate → journal → venue → fills → transfers of one order. */
export interface OrderStory {
  readonly orderId: string;
  readonly configuration: RunConfiguration;
  readonly instrument: Instrument;
  readonly placed: StoryEntry & { readonly entry: OrderPlaced };
  /** What the strategy answered: a market event, a fill, a timer. */
  readonly cause: StoryEntry | undefined;
  /** Everything the venue told and the engine did about it, in order. */
  readonly later: readonly StoryEntry[];
  /** The trade it belongs to, when it is a leg. */
  readonly trade: readonly StoryEntry[];
  readonly accounts: readonly { readonly name: string; readonly asset: string }[];
  /** Hash of the journal block that holds the decision, which proves the order was written before it was sent. */
  readonly blockHash: string;
}

/** Reads an order's story from a journal; undefined when no order of that id was placed. Two passes, flat memory. */
export async function explainOrder(journal: Journal, orderId: string): Promise<OrderStory | undefined> {
  // Children of a bracket are explained with their parent.
  const parent = orderId.replace(/\.(tp|sl)$/, '');
  const about = await readAbout(journal, parent);
  if (about.placed === undefined || about.configuration === undefined) return undefined;
  const placed = about.placed;
  const spec = about.configuration.instruments[placed.entry.spec.instrument];
  if (spec === undefined) return undefined;
  const { cause, trade } = await readAround(journal, placed.entry);
  return {
    orderId: parent,
    configuration: about.configuration,
    instrument: defineInstrument(spec, placed.entry.spec.instrument),
    placed,
    cause,
    later: about.later,
    trade,
    accounts: about.accounts,
    blockHash: about.blockHash,
  };
}

async function readAbout(journal: Journal, orderId: string) {
  let configuration: RunConfiguration | undefined;
  let placed: (StoryEntry & { entry: OrderPlaced }) | undefined;
  let blockHash = '';
  let sequence = 0;
  const later: StoryEntry[] = [];
  const accounts: { name: string; asset: string }[] = [];
  for await (const block of journal.blocks()) {
    decodeEntries(block.bytes, (entry) => {
      if (entry.kind === 'run-started') configuration = entry.configuration;
      else if (entry.kind === 'account-opened')
        accounts[entry.account] = { name: entry.name, asset: entry.asset };
      else if (entry.kind === 'order-placed' && entry.orderId === orderId) {
        placed = { sequence, entry };
        blockHash = block.hash;
      } else if ('orderId' in entry && isAbout(entry.orderId, orderId)) later.push({ sequence, entry });
      sequence += 1;
    });
  }
  return { configuration, placed, later, accounts, blockHash };
}

async function readAround(journal: Journal, placed: OrderPlaced) {
  let cause: StoryEntry | undefined;
  let sequence = 0;
  const trade: StoryEntry[] = [];
  for await (const block of journal.blocks()) {
    decodeEntries(block.bytes, (entry) => {
      if (sequence === placed.cause) cause = { sequence, entry };
      if (placed.tradeId !== '' && 'tradeId' in entry && entry.tradeId === placed.tradeId)
        trade.push({ sequence, entry });
      sequence += 1;
    });
  }
  return { cause, trade };
}

function isAbout(id: string, orderId: string): boolean {
  return id === orderId || id === `${orderId}.tp` || id === `${orderId}.sl`;
}
