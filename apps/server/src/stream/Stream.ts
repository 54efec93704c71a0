import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Channel, clientMessage } from '@qca/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { findCaller } from '../auth/authorise.ts';
import type { Caller } from '../auth/Caller.ts';
import { refuseWrongOrigin } from '../auth/refuseWrongOrigin.ts';
import type { ServerMetrics } from '../health/ServerMetrics.ts';
import { ProblemError } from '../http/ProblemError.ts';
import { rawProblem } from '../http/rawProblem.ts';
import { sendProblem } from '../http/sendProblem.ts';
import { toProblemError } from '../http/toProblemError.ts';
import type { Platform } from '../Platform.ts';
import { ChannelSource } from './ChannelSource.ts';
import type { StreamChannel } from './StreamChannel.ts';
import { StreamClient } from './StreamClient.ts';

export interface StreamBounds {
  /** Sockets open at once: what two cores serve within a tenth of a second. */
  readonly clientsMax: number;
  /** Sockets of one session: windows and tabs of one person. */
  readonly clientsOfSessionMax: number;
  /** A client that is behind for so long is closed. */
  readonly behindMsMax: number;
  /** How often clients are asked whether they are there, and their sessions looked at. */
  readonly pingMs: number;
}

export const STREAM_BOUNDS: StreamBounds = {
  clientsMax: 10_000,
  clientsOfSessionMax: 32,
  behindMsMax: 30_000,
  pingMs: 30_000,
};

/** A subscription with a resume is a hundred bytes. */
const MESSAGE_BYTES_MAX = 4_096;
/** Messages that make no sense before a client is closed. */
const STRIKES_MAX = 5;
/** How often clients that are behind are looked at. */
const SWEEP_MS = 250;
/** A client that does not answer the closing is cut off. */
const CLOSE_MS_MAX = 1_000;

// RFC 6455, section 7.4.1: going away, policy violation, and 1013 "try again later" of the IANA registry.
const GOING_AWAY = 1001;
const POLICY = 1008;
const TRY_LATER = 1013;

/** The WebSocket at `/api/stream`: who may listen, what each hears, and what becomes of the slow and the rude. */
export class Stream {
  readonly #platform: Platform;
  readonly #metrics: ServerMetrics;
  readonly #logger: Logger;
  readonly #bounds: StreamBounds;
  readonly #source: ChannelSource;
  readonly #clients = new Set<StreamClient>();
  readonly #subscribers = new Map<Channel, Set<StreamClient>>();
  readonly #timers: NodeJS.Timeout[];
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  #isClosed = false;

  constructor(parts: {
    readonly platform: Platform;
    readonly metrics: ServerMetrics;
    readonly logger: Logger;
    readonly bounds: StreamBounds;
  }) {
    this.#platform = parts.platform;
    this.#metrics = parts.metrics;
    this.#logger = parts.logger;
    this.#bounds = parts.bounds;
    this.#source = new ChannelSource(parts.platform, {
      isHeard: (name) => (this.#subscribers.get(name)?.size ?? 0) > 0,
      onDelta: (channel, message) => this.#tell(channel, message),
      onReset: (channel) => this.#showAnew(channel),
      onTrouble: (err) => this.#logger.warn({ err }, 'a channel could not be read'),
    });
    this.#timers = [
      setInterval(() => this.#sweep(), SWEEP_MS),
      setInterval(() => void this.#ping(), this.#bounds.pingMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#platform.door.sessions.onEnd((tokenHash) => this.#endSession(tokenHash));
  }

  /** Answers whoever asks without wanting a WebSocket. */
  readonly answerPlain = (request: FastifyRequest, reply: FastifyReply): void => {
    const headers = { Upgrade: 'websocket', Connection: 'Upgrade' };
    sendProblem(request, reply, new ProblemError('upgrade-required', 'This is a WebSocket.', { headers }));
  };

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      this.#admit(request)
        .then((caller) => this.#open(request, socket, head, caller))
        .catch((error: unknown) => socket.end(rawProblem(toProblemError(error))));
    });
  }

  /** Says goodbye to everybody. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    void this.#source.close();
    for (const { socket } of this.#clients) closeSocket(socket, GOING_AWAY, 'the server is stopping');
  }

  async #admit(request: IncomingMessage): Promise<Caller> {
    const { url = '', headers, method } = request;
    if (url.split('?', 1)[0] !== '/api/stream' || method !== 'GET') {
      throw new ProblemError('not-found', 'There is no WebSocket at this address.');
    }
    if (this.#isClosed) throw new ProblemError('shutting-down', 'The server is stopping.');
    const { door } = this.#platform;
    // A browser always names its origin here; cookies without one are not a browser's doing.
    refuseWrongOrigin({ origin: headers.origin, host: headers.host }, door.publicUrl);
    const caller = await findCaller(door, headers);
    if (caller === undefined) throw new ProblemError('not-signed-in', 'This needs a session or the token.');
    if (caller.session !== undefined && headers.origin === undefined) {
      throw new ProblemError('wrong-origin', 'A session comes with an Origin.');
    }
    this.#refuseTooMany(caller);
    return caller;
  }

  #refuseTooMany({ session }: Caller): void {
    const { clientsMax, clientsOfSessionMax } = this.#bounds;
    let own = 0;
    if (session !== undefined) {
      for (const { caller } of this.#clients) own += Number(caller.session?.tokenHash === session.tokenHash);
    }
    if (this.#clients.size < clientsMax && own < clientsOfSessionMax) return;
    throw new ProblemError('too-many-requests', 'Too many WebSockets are open.', {
      headers: { 'Retry-After': '10' },
    });
  }

  #open(request: IncomingMessage, stream: Duplex, head: Buffer, caller: Caller): void {
    if (stream.destroyed) return;
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      const client = new StreamClient(socket, caller);
      this.#clients.add(client);
      this.#metrics.streamClients.set(this.#clients.size);
      socket.on('message', (data, isBinary) => this.#take(client, data, isBinary));
      socket.on('pong', () => {
        client.isAlive = true;
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', () => this.#forget(client));
    });
  }

  #forget(client: StreamClient): void {
    this.#clients.delete(client);
    for (const name of client.channels) this.#subscribers.get(name)?.delete(client);
    this.#metrics.streamClients.set(this.#clients.size);
  }

  #take(client: StreamClient, data: RawData, isBinary: boolean): void {
    if (!client.mayAsk()) return this.#strike(client, 'too-many-requests', 'Too many messages in a second.');
    const parsed = isBinary ? undefined : clientMessage.safeParse(parseJson(String(data)));
    if (parsed?.success !== true) {
      return this.#strike(client, 'bad-request', parsed?.error?.issues[0]?.message ?? 'Messages are text.');
    }
    const message = parsed.data;
    if (message.type === 'ping') return client.say({ type: 'pong', id: message.id });
    const { channel } = message;
    if (message.type === 'unsubscribe') {
      client.channels.delete(channel);
      this.#subscribers.get(channel)?.delete(client);
      return client.say({ type: 'unsubscribed', channel });
    }
    this.#subscribe(client, this.#source.channel(channel), message.resume);
  }

  #subscribe(
    client: StreamClient,
    channel: StreamChannel,
    resume: Parameters<StreamChannel['missed']>[0] | undefined,
  ): void {
    const { name } = channel;
    client.channels.add(name);
    const subscribers = this.#subscribers.get(name) ?? new Set();
    this.#subscribers.set(name, subscribers.add(client));
    // Lists that nobody heard are read now; their first reading shows everything to everybody.
    if (name !== 'status') this.#source.look();
    const missed = resume === undefined ? undefined : channel.missed(resume);
    const snapshot = channel.snapshot();
    const messages = missed ?? (snapshot === undefined ? [] : [snapshot]);
    for (const bytes of messages) client.hear(channel, bytes);
  }

  #tell(channel: StreamChannel, message: Buffer): void {
    let left = 0;
    for (const client of this.#subscribers.get(channel.name) ?? [])
      left += Number(!client.hear(channel, message));
    if (left > 0) this.#metrics.streamDropped.inc({ reason: 'behind' }, left);
  }

  #showAnew(channel: StreamChannel): void {
    const snapshot = channel.snapshot();
    if (snapshot !== undefined) this.#tell(channel, snapshot);
  }

  #strike(client: StreamClient, kind: 'bad-request' | 'too-many-requests', detail: string): void {
    client.strikes += 1;
    client.say({ type: 'problem', kind, detail });
    if (client.strikes >= STRIKES_MAX) this.#drop(client, POLICY, kind);
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const client of this.#clients) {
      if (client.behind.size === 0 || client.catchUp()) continue;
      if (nowMs - client.behindSinceMs < this.#bounds.behindMsMax) continue;
      client.say({
        type: 'problem',
        kind: 'too-slow',
        detail: 'This connection does not keep up; come back later.',
      });
      this.#drop(client, TRY_LATER, 'too-slow');
    }
  }

  async #ping(): Promise<void> {
    const hashes = new Set<string>();
    for (const client of this.#clients) {
      if (!client.isAlive) {
        client.socket.terminate();
        continue;
      }
      client.isAlive = false;
      client.socket.ping();
      if (client.caller.session !== undefined) hashes.add(client.caller.session.tokenHash);
    }
    for (const hash of hashes) {
      const stands = await this.#platform.door.sessions.stands(hash).catch(() => true);
      if (!stands) this.#endSession(hash);
    }
  }

  #endSession(tokenHash: string): void {
    for (const client of this.#clients) {
      if (client.caller.session?.tokenHash !== tokenHash) continue;
      client.say({ type: 'problem', kind: 'not-signed-in', detail: 'The session is over.' });
      this.#drop(client, POLICY, 'session-over');
    }
  }

  #drop(client: StreamClient, code: number, reason: string): void {
    this.#metrics.streamDropped.inc({ reason });
    for (const name of client.channels) this.#subscribers.get(name)?.delete(client);
    client.channels.clear();
    client.behind.clear();
    closeSocket(client.socket, code, reason);
  }
}

function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), CLOSE_MS_MAX).unref();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
