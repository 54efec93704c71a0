import type { Channel, ServerMessage } from '@qca/api';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth/Caller.ts';
import type { StreamChannel } from './StreamChannel.ts';

/** Above this a client is behind: half a minute of status. Units: bytes. */
const BEHIND_BYTES = 1_048_576;
/** Below this it has caught up and is shown everything anew. */
const CAUGHT_UP_BYTES = 65_536;
/** Messages a client may send at once, and each second: nobody clicks faster. */
const BURST_MAX = 40;
const MESSAGES_PER_SECOND = 20;

/** One open WebSocket: what it hears, how far it is behind, how it behaves. */
export class StreamClient {
  readonly socket: WebSocket;
  readonly caller: Caller;
  readonly channels = new Set<Channel>();
  /** Channels of which it has missed deltas. */
  readonly behind = new Set<StreamChannel>();
  behindSinceMs = 0;
  /** Messages that made no sense. */
  strikes = 0;
  isAlive = true;
  #tokens = BURST_MAX;
  #filledMs = performance.now();

  constructor(socket: WebSocket, caller: Caller) {
    this.socket = socket;
    this.caller = caller;
  }

  /** Sends a message of a channel, or notes that it was left out because the client is behind. Returns whether it was sent. */
  hear(channel: StreamChannel, bytes: Buffer): boolean {
    if (this.behind.size === 0 && this.socket.bufferedAmount <= BEHIND_BYTES) {
      this.socket.send(bytes, { binary: false });
      return true;
    }
    if (this.behind.size === 0) this.behindSinceMs = performance.now();
    this.behind.add(channel);
    return false;
  }

  /** Shows everything anew to a client that has caught up. Returns whether it has. */
  catchUp(): boolean {
    if (this.socket.bufferedAmount > CAUGHT_UP_BYTES) return false;
    const channels = [...this.behind];
    this.behind.clear();
    for (const channel of channels) {
      const snapshot = channel.snapshot();
      if (snapshot !== undefined && this.channels.has(channel.name))
        this.socket.send(snapshot, { binary: false });
    }
    return true;
  }

  /** Whether it may send another message now. */
  mayAsk(): boolean {
    const nowMs = performance.now();
    this.#tokens = Math.min(
      BURST_MAX,
      this.#tokens + ((nowMs - this.#filledMs) / 1_000) * MESSAGES_PER_SECOND,
    );
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  say(message: ServerMessage): void {
    this.socket.send(JSON.stringify(message));
  }
}
