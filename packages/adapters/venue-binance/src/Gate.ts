import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from './Account.ts';
import { ApiError, REFUSALS } from './ApiError.ts';
import { type Faults, SLOW_MS } from './Faults.ts';
import type { Desk, Operation } from './Operation.ts';
import { OPERATIONS } from './operations.ts';
import { Params } from './Params.ts';
import { checkSignature, signedPayload } from './signature.ts';

const BODY_BYTES_MAX = 64 * 1_024;
const KEY = /^[A-Za-z0-9]{8,128}$/;
const BY_HTTP = new Map(OPERATIONS.map((operation) => [operation.http, operation]));
const NOBODY = undefined as unknown as Account;

/** The HTTP front door: reads, limits, authenticates, runs, answers; and loses what a fault says is lost. */
export class Gate {
  readonly #desk: Desk;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #faults: Faults;

  constructor(desk: Desk, accounts: ReadonlyMap<string, Account>, faults: Faults) {
    this.#desk = desk;
    this.#accounts = accounts;
    this.#faults = faults;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const operation = BY_HTTP.get(`${request.method} ${path}`);
    this.#desk.requests.note(`${request.method} ${path}`);
    const isOrder = operation?.http === 'POST /api/v3/order';
    if (isOrder && this.#faults.strikes('request-lost')) {
      request.socket.destroy();
      return;
    }
    const outcome = this.#run(operation, {
      query,
      body,
      key: request.headers['x-mbx-apikey'],
      address: addressOf(request),
    });
    if (isOrder && this.#faults.strikes('answer-lost')) {
      request.socket.destroy();
      return;
    }
    if (this.#faults.strikes('answer-slow')) await new Promise((done) => setTimeout(done, SLOW_MS));
    response.writeHead(outcome.status, {
      'content-type': 'application/json;charset=UTF-8',
      ...outcome.headers,
    });
    response.end(outcome.text);
  }

  /** Finds who calls, and refuses who may not. */
  authenticate(key: string | undefined): Account {
    if (key === undefined || !KEY.test(key)) throw REFUSALS.badKeyFormat();
    const account = this.#accounts.get(key);
    if (account === undefined) throw REFUSALS.badKey();
    return account;
  }

  #run(
    operation: Operation | undefined,
    call: { query: string; body: string; key: string | string[] | undefined; address: string },
  ): { status: number; headers: Record<string, string>; text: string } {
    const { limits } = this.#desk;
    let account: Account | undefined;
    try {
      if (operation === undefined) throw REFUSALS.notFound();
      limits.request(call.address, operation.weight);
      const params = new Params(
        new Map([...new URLSearchParams(call.query), ...new URLSearchParams(call.body)]),
      );
      if (operation.security !== 'none') account = this.authenticate(String(call.key ?? ''));
      if (operation.security === 'signed')
        checkSignature({
          payload: signedPayload(call.query, call.body),
          params,
          secret: account?.secret ?? '',
          nowMs: this.#desk.nowMs(),
        });
      const result = operation.run({ desk: this.#desk, params, account: account ?? NOBODY });
      return {
        status: 200,
        headers: limits.headers(call.address, account?.key),
        text: JSON.stringify(result),
      };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return {
        status: error.status,
        headers: {
          ...limits.headers(call.address, account?.key),
          ...(error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) }),
        },
        text: JSON.stringify({ code: error.code, msg: error.message }),
      };
    }
  }
}

export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
