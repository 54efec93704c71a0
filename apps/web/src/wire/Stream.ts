import type { Channel, ClientMessage, ServerMessage } from '@qca/api';
import { backoffMs } from './backoff.ts';
import {
  CHANNEL_START,
  type ChannelChange,
  type ChannelState,
  reduceChannel,
  resumeOf,
} from './reduceChannel.ts';

/** A connection is dead when nothing, not even an answer to a ping, was heard for so long. */
const SILENCE_MS = 12_000;
const PING_MS = 4_000;

/** `heardMs`: when anything was last heard, by the browser's clock; 0 before. */
export interface Connection {
  readonly open: boolean;
  readonly heardMs: number;
}

interface StreamOptions {
  readonly url: string;
  readonly channels: readonly Channel[];
  readonly onChange: (channel: Channel, change: ChannelChange) => void;
  readonly onConnection: (connection: Connection) => void;
}

/** The one WebSocket of the page: subscribes, resumes after breaks, asks anew after gaps, comes back by itself. */
export class Stream {
  readonly #options: StreamOptions;
  readonly #states = new Map<Channel, ChannelState>();
  #socket: WebSocket | undefined;
  #tries = 0;
  #heardMs = 0;
  #pings = 0;
  #closed = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  readonly #clock: ReturnType<typeof setInterval>;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#clock = setInterval(() => this.#watch(), PING_MS);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#clock);
    clearTimeout(this.#again);
    this.#socket?.close();
  }

  #connect(): void {
    if (this.#closed) return;
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#hear();
      for (const channel of this.#options.channels) this.#subscribe(channel);
    };
    socket.onmessage = ({ data }) => {
      this.#tries = 0;
      this.#hear();
      this.#take(JSON.parse(String(data)) as ServerMessage);
    };
    socket.onclose = () => this.#lose(socket);
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket || this.#closed) return;
    this.#socket = undefined;
    this.#options.onConnection({ open: false, heardMs: this.#heardMs });
    this.#again = setTimeout(() => this.#connect(), backoffMs(this.#tries, Math.random()));
    this.#tries += 1;
  }

  #hear(): void {
    const before = this.#heardMs;
    this.#heardMs = Date.now();
    // Once a second is enough to show how old things are.
    if (this.#heardMs - before >= 1_000) this.#options.onConnection({ open: true, heardMs: this.#heardMs });
  }

  #take(message: ServerMessage): void {
    if (message.type !== 'snapshot' && message.type !== 'delta') return;
    const { channel } = message;
    const { state, change } = reduceChannel(this.#states.get(channel) ?? CHANNEL_START, message);
    this.#states.set(channel, state);
    if (change.kind === 'gap') this.#subscribe(channel);
    else if (change.kind !== 'nothing') this.#options.onChange(channel, change);
  }

  #subscribe(channel: Channel): void {
    const resume = resumeOf(this.#states.get(channel) ?? CHANNEL_START);
    this.#send({ type: 'subscribe', channel, ...(resume === undefined ? {} : { resume }) });
  }

  #watch(): void {
    const { readyState } = this.#socket ?? {};
    if (readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.#heardMs > SILENCE_MS) {
      const socket = this.#socket as WebSocket;
      socket.close();
      this.#lose(socket);
      return;
    }
    this.#pings += 1;
    this.#send({ type: 'ping', id: this.#pings });
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
