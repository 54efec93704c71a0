import type { Channel } from '@qca/api';
import type { Platform } from '../Platform.ts';
import {
  changedRows,
  LIST_CHANNELS,
  type ListChannel,
  ROWS_SHOWN,
  type RowTexts,
  readRows,
  rowTexts,
} from './channelRows.ts';
import { StreamChannel } from './StreamChannel.ts';

/** What the source tells of a channel: a change, or that everything is to be shown anew. */
export interface ChannelListener {
  /** Whether somebody hears a channel: what nobody hears is not read. */
  isHeard(channel: Channel): boolean;
  onDelta(channel: StreamChannel, message: Buffer): void;
  onReset(channel: StreamChannel): void;
  onTrouble(error: unknown): void;
}

/** Lists are looked at when the agent has moved, and at least so often: commands come without it. */
const LOOK_MS = 500;

/** Turns what the agent publishes and what its tables hold into numbered changes. */
export class ChannelSource {
  readonly channels: ReadonlyMap<Channel, StreamChannel>;
  readonly #platform: Platform;
  readonly #listener: ChannelListener;
  readonly #texts = new Map<ListChannel, RowTexts>();
  /** Top-level fields of the last status, as text. */
  #fields: ReadonlyMap<string, string> = new Map();
  #run: string | undefined;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #isClosed = false;

  constructor(platform: Platform, listener: ChannelListener) {
    this.#platform = platform;
    this.#listener = listener;
    this.channels = new Map(
      (['status', ...LIST_CHANNELS] as const).map((name) => [name, new StreamChannel(name)]),
    );
    platform.status.onChange((key) => {
      if (key === 'agent') this.#takeStatus();
    });
    this.#takeStatus();
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  channel(name: Channel): StreamChannel {
    return this.channels.get(name) as StreamChannel;
  }

  /** Looks at the lists that are heard, soon. */
  look(): void {
    if (this.#looking !== undefined || this.#isClosed) return;
    this.#looking = this.#lookAll()
      .catch((error: unknown) => this.#listener.onTrouble(error))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  #takeStatus(): void {
    const document = this.#platform.status.agent;
    if (document === undefined || this.#isClosed) return;
    const fields = new Map(Object.entries(document).map(([name, value]) => [name, JSON.stringify(value)]));
    const changed = Object.entries(document).filter(([name]) => fields.get(name) !== this.#fields.get(name));
    this.#fields = fields;
    const state = { data: document, sequence: document.sequence };
    const channel = this.channel('status');
    if (this.#run !== document.run.id) {
      this.#run = document.run.id;
      for (const each of this.channels.values()) each.reset(undefined);
      this.#texts.clear();
      channel.reset(state);
      this.#listener.onReset(channel);
    } else if (changed.length > 0) {
      this.#listener.onDelta(channel, channel.push(Object.fromEntries(changed), state));
    }
  }

  async #lookAll(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    for (const name of LIST_CHANNELS) {
      if (!this.#listener.isHeard(name)) continue;
      const sequence = this.#platform.status.agent?.sequence ?? -1;
      const rows = await readRows(this.#platform, name, run);
      // Another run may have begun while this one was read.
      if (this.#run !== run || this.#isClosed) return;
      this.#takeRows(name, rows, sequence);
    }
  }

  #takeRows(name: ListChannel, rows: Awaited<ReturnType<typeof readRows>>, sequence: number): void {
    const channel = this.channel(name);
    const before = this.#texts.get(name);
    const state = { data: rows, sequence };
    const changed = before === undefined ? rows : changedRows(name, rows, before);
    if (before !== undefined && changed.length === 0) return;
    this.#texts.set(name, rowTexts(name, rows));
    // With every row of a full list new there may be more that nobody was shown: better all anew than a hole.
    const isBroken = before !== undefined && changed.length >= ROWS_SHOWN;
    if (before === undefined || isBroken) {
      channel.reset(state);
      this.#listener.onReset(channel);
    } else {
      this.#listener.onDelta(channel, channel.push(changed, state));
    }
  }
}
