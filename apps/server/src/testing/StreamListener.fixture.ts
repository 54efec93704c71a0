import { type Channel, type ServerMessage, serverMessage } from '@qca/api';
import { WebSocket } from 'ws';
import { TOKEN } from './TestServer.fixture.ts';

/** A WebSocket client that keeps everything it hears, and holds every message against its schema. */
export class StreamListener {
  readonly socket: WebSocket;
  readonly heard: ServerMessage[] = [];
  readonly #waiting = new Set<() => void>();
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Status of a refused upgrade, and its problem. */
  refused: { readonly status: number; readonly kind: string } | undefined;

  constructor(url: string, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${TOKEN}` }) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/stream`, { headers });
    this.socket.on('message', (data) => {
      this.heard.push(serverMessage.parse(JSON.parse(String(data))));
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#wake();
    });
    this.socket.on('error', () => this.#wake());
    this.socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (bytes) => {
        text += String(bytes);
      });
      response.on('end', () => {
        this.refused = {
          status: response.statusCode ?? 0,
          kind: (JSON.parse(text) as { kind: string }).kind,
        };
        this.#wake();
      });
    });
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' || message instanceof Buffer ? message : JSON.stringify(message),
    );
  }

  subscribe(channel: Channel, resume?: { readonly epoch: string; readonly number: number }): void {
    this.send({ type: 'subscribe', channel, ...(resume === undefined ? {} : { resume }) });
  }

  /** Waits until something holds of what was heard. */
  async until<Value>(look: () => Value | undefined | false, ms = 5_000): Promise<Value> {
    const from = performance.now();
    for (;;) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      const leftMs = ms - (performance.now() - from);
      if (leftMs <= 0)
        throw new Error(`not heard in time; heard ${JSON.stringify(this.heard).slice(0, 2_000)}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.min(50, leftMs));
        this.#waiting.add(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }

  open(): Promise<unknown> {
    return this.until(() => this.socket.readyState === WebSocket.OPEN);
  }

  /** The messages of one type of a channel. */
  of<Type extends 'snapshot' | 'delta'>(type: Type, channel: Channel) {
    return this.heard.filter(
      (each): each is Extract<ServerMessage, { type: Type }> =>
        each.type === type && each.channel === channel,
    );
  }

  close(): void {
    this.socket.terminate();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
