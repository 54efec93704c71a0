import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { OPERATIONS, PROBLEM_TYPE, problem, problemsOf } from '@qca/api';
import { SECOND, type TimeUs } from '@qca/base';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { MeetingPlace, Store } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import { expect, vi } from 'vitest';
import { createLogger } from '../createLogger.ts';
import { OPERATOR, type RunningServer, type ServerOptions, startServer } from '../startServer.ts';
import { type RunWriter, writeSampleRun } from './sampleRun.fixture.ts';
import { sampleStatus } from './sampleStatus.fixture.ts';

export const TOKEN = 'a-token-of-the-platform-0123456789';
export const PASSWORD = 'correct horse battery staple';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly json: Record<string, any>;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
}

/** A server over memory twins, on a port of its own, with a run in it and a clock that tests move. */
export class TestServer {
  readonly store: Store;
  readonly meeting: MeetingPlace;
  readonly server: RunningServer;
  readonly run: RunWriter;
  readonly logged: string[];
  readonly #clock: { nowUs: TimeUs };

  constructor(
    parts: Pick<TestServer, 'store' | 'meeting' | 'server' | 'run' | 'logged'> & { clock: { nowUs: TimeUs } },
  ) {
    this.store = parts.store;
    this.meeting = parts.meeting;
    this.server = parts.server;
    this.run = parts.run;
    this.logged = parts.logged;
    this.#clock = parts.clock;
  }

  static async start(
    options: Partial<ServerOptions> & { readonly quiet?: boolean } = {},
  ): Promise<TestServer> {
    const store = options.store ?? createMemoryStore();
    const meeting = options.meeting ?? createMemoryMeetingPlace();
    const run = await writeSampleRun(store);
    const clock = { nowUs: Date.now() * 1_000 };
    const logged: string[] = [];
    if (options.quiet !== true) {
      const document = sampleStatus();
      await meeting.statusBoard.publish('agent', { sequence: 41, timeUs: clock.nowUs, document });
    }
    const server = await startServer({
      store,
      meeting,
      logger: createLogger('info', { write: (line) => void logged.push(line) }),
      host: '127.0.0.1',
      port: 0,
      apiToken: TOKEN,
      operatorPassword: PASSWORD,
      requestsPerMinute: 1_000_000,
      nowUs: () => clock.nowUs,
      version: '0.1.0',
      ...options,
    });
    const test = new TestServer({ store, meeting, server, run, logged, clock });
    if (options.quiet !== true) {
      await vi.waitFor(async () => expect((await test.get('/api/status')).status).toBe(200));
    }
    return test;
  }

  get url(): string {
    return this.server.url;
  }

  get host(): string {
    return this.url.slice('http://'.length);
  }

  /** Lets time pass on the server's clock. */
  pass(seconds: number): void {
    this.#clock.nowUs += seconds * SECOND;
  }

  get nowUs(): TimeUs {
    return this.#clock.nowUs;
  }

  /** Asks as a program with the platform's token. */
  get(path: string): Promise<Answer> {
    return this.send('GET', path, { headers: { authorization: `Bearer ${TOKEN}` } });
  }

  /** Gives a command as a program with the platform's token. */
  command(path: string, key: string, body: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${TOKEN}`, 'idempotency-key': key };
    return this.send('POST', `/api/commands/${path}`, { headers, body });
  }

  /** Signs in and returns what a browser keeps: the headers of its reads, and of its writes. */
  async signIn(name = OPERATOR, password = PASSWORD) {
    const answer = await this.send('POST', '/api/session', { body: { name, password } });
    expect(answer.status).toBe(201);
    const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] as string;
    const read = { cookie };
    return { read, write: { cookie, 'x-csrf-token': String(answer.json['csrfToken']) }, answer };
  }

  /** Sends one request and holds its answer against the contract: the operation's schema, or a problem it may have. */
  async send(method: string, path: string, { headers = {}, body }: Sending = {}): Promise<Answer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await exchange(
      this.server.port,
      method,
      path,
      {
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
      text,
    );
    checkAnswer(method, path, answer);
    return answer;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

function exchange(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
        const isJson = String(response.headers['content-type']).includes('json') && text !== '';
        const json = isJson ? (JSON.parse(text) as Answer['json']) : {};
        done({ status: response.statusCode ?? 0, headers: response.headers, text, bytes, json });
      });
      response.on('error', fail);
    });
    // A server that refuses early closes while we still write; its answer counts.
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Problems that the transport gives to any request. */
const OF_TRANSPORT = new Set([
  'not-found',
  'method-not-allowed',
  'request-too-slow',
  'headers-too-large',
  'internal-error',
]);

function checkAnswer(method: string, path: string, answer: Answer): void {
  const [bare = ''] = path.split('?', 1);
  const operation = OPERATIONS.find(
    (each) =>
      each.method === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  );
  expect(answer.headers['x-request-id']).toBeTypeOf('string');
  if (
    answer.status >= 400 &&
    method !== 'HEAD' &&
    !String(answer.headers['content-type']).startsWith('text/html')
  ) {
    expect(answer.headers['content-type']).toContain(PROBLEM_TYPE);
    const told = problem.parse(answer.json);
    expect(told.status).toBe(answer.status);
    expect(told.instance).toBe(answer.headers['x-request-id']);
    if (operation !== undefined && !OF_TRANSPORT.has(told.kind))
      expect(problemsOf(operation)).toContain(told.kind);
    return;
  }
  if (operation === undefined || answer.status >= 300) return;
  expect(answer.status).toBe(operation.status);
  if (operation.status === 204) expect(answer.text).toBe('');
  else operation.response.parse(answer.json);
}

/** An agent of few words: it applies every command at once, and refuses those about strategies it does not have. */
export function answerCommands({ inbox }: MeetingPlace): () => Promise<void> {
  let sequence = 100;
  const answer = async (): Promise<void> => {
    for (const { commandId, body } of await inbox.waiting(100)) {
      sequence += 1;
      const names = Object.values(body as Record<string, unknown>).filter((each) => typeof each === 'string');
      const isUnknown = names.includes('nobody');
      await inbox.answer(
        commandId,
        isUnknown
          ? {
              outcome: 'refused',
              rule: 'unknown-strategy',
              detail: { value: 9_999, limit: 1, unit: 'strategy' },
              sequence,
            }
          : { outcome: 'applied', rule: '', detail: { done: true }, sequence },
      );
    }
  };
  return inbox.listen(() => void answer().catch(() => {}));
}
