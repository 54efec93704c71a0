import { setTimeout as delay } from 'node:timers/promises';
import { CHANNEL_ROWS, type Channel, type ServerMessage, serverMessage } from '@qca/api';

/** Twice as long as the server takes to look at its lists. */
const SETTLED_MS = 1_500;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A channel as a client has it: its last snapshot and every delta since, put together. */
export interface Heard {
  readonly sequence: number;
  readonly data: unknown;
}

/** A client of the stream that keeps each channel as it stands, and every state that the status went through. */
export class StreamEar {
  readonly channels = new Map<Channel, Heard>();
  readonly statuses: unknown[] = [];
  readonly faults: string[] = [];
  readonly #socket: WebSocket;
  #heard = 0;
  readonly #numbers = new Map<Channel, { epoch: string; number: number }>();

  constructor(url: string, token: string) {
    const options = { headers: { authorization: `Bearer ${token}` } };
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/stream`, options as never);
    this.#socket.addEventListener('open', () => {
      for (const channel of ['status', ...Object.keys(CHANNEL_ROWS)])
        this.#socket.send(JSON.stringify({ type: 'subscribe', channel }));
    });
    this.#socket.addEventListener('message', ({ data }) => {
      this.#hear(serverMessage.parse(JSON.parse(String(data))));
    });
  }

  /** Resolves when nothing has been said for a while: lists are looked at twice a second. */
  async settled(): Promise<void> {
    for (let heard = -1; heard !== this.#heard; ) {
      heard = this.#heard;
      await delay(SETTLED_MS);
    }
  }

  close(): void {
    this.#socket.close();
  }

  #hear(message: ServerMessage): void {
    this.#heard += 1;
    if (message.type === 'problem') this.faults.push(`${message.kind}: ${message.detail}`);
    if (message.type !== 'snapshot' && message.type !== 'delta') return;
    const { channel, number, sequence, data } = message;
    if (message.type === 'snapshot') {
      this.#numbers.set(channel, { epoch: message.epoch, number });
      this.channels.set(channel, { sequence, data });
    } else {
      const before = this.#numbers.get(channel);
      if (before?.number !== number - 1) this.faults.push(`${channel}: ${number} after ${before?.number}`);
      this.#numbers.set(channel, { epoch: before?.epoch ?? '', number });
      this.channels.set(channel, { sequence, data: merged(channel, this.channels.get(channel)?.data, data) });
    }
    if (channel === 'status') this.statuses.push(structuredClone(this.channels.get('status')?.data));
  }
}

function merged(channel: Channel, before: unknown, change: unknown): unknown {
  if (channel === 'status') return { ...(before as object), ...(change as object) };
  const { key } = CHANNEL_ROWS[channel];
  const keyOf = (row: Rows[number]): string => key.map((path) => String(at(row, path))).join(' ');
  const rows = new Map((before as Rows).map((row) => [keyOf(row), row]));
  for (const row of change as Rows) rows.set(keyOf(row), row);
  return [...rows.values()];
}

function at(row: unknown, path: string): unknown {
  return path.split('.').reduce((value: unknown, key) => (value as Record<string, unknown>)?.[key], row);
}
