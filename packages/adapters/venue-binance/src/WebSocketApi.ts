import type { WebSocket } from 'ws';
import type { Account } from './Account.ts';
import { ApiError, REFUSALS } from './ApiError.ts';
import type { Gate } from './Gate.ts';
import type { Desk } from './Operation.ts';
import { OPERATIONS } from './operations.ts';
import { Params } from './Params.ts';
import { sendTo } from './sendTo.ts';
import { checkSignature } from './signature.ts';

const BY_METHOD = new Map(
  OPERATIONS.flatMap((operation) =>
    operation.method === undefined ? [] : [[operation.method, operation] as const],
  ),
);
const NOBODY = undefined as unknown as Account;

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly values: Map<string, string>;
}

/** The WebSocket API: the same operations over one socket, and subscriptions to an account's events. */
export class WebSocketApi {
  readonly #desk: Desk;
  readonly #gate: Gate;

  constructor(desk: Desk, gate: Gate) {
    this.#desk = desk;
    this.#gate = gate;
  }

  hear(socket: WebSocket, text: string, address: string): void {
    const request = readRequest(text);
    if (request === undefined)
      return sendTo(socket, { id: null, status: 400, error: { code: -1000, msg: 'Invalid JSON' } });
    try {
      const result = this.#run(socket, request, address);
      sendTo(socket, { id: request.id, status: 200, result, rateLimits: [] });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      sendTo(socket, {
        id: request.id,
        status: error.status,
        error: { code: error.code, msg: error.message },
      });
    }
  }

  #run(socket: WebSocket, { method, values }: Request, address: string): unknown {
    const { limits, users } = this.#desk;
    const params = new Params(values);
    this.#desk.requests.note(method);
    switch (method) {
      case 'userDataStream.subscribe.signature':
        limits.request(address, 2);
        return { subscriptionId: users.subscribe(socket, this.#signedBy(params, values)) };
      case 'userDataStream.unsubscribe':
        users.leave(socket);
        return {};
      default: {
        const operation = BY_METHOD.get(method);
        if (operation === undefined) throw REFUSALS.illegalCharacters('method', 'a known method');
        limits.request(address, operation.weight);
        const account = operation.security === 'signed' ? this.#signedBy(params, values) : NOBODY;
        return operation.run({ desk: this.#desk, params, account });
      }
    }
  }

  #signedBy(params: Params, values: ReadonlyMap<string, string>): Account {
    const account = this.#gate.authenticate(params.text('apiKey'));
    const payload = [...values]
      .filter(([name]) => name !== 'signature')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    checkSignature({ payload, params, secret: account.secret, nowMs: this.#desk.nowMs() });
    return account;
  }
}

function readRequest(text: string): Request | undefined {
  try {
    const { id, method, params } = JSON.parse(text) as { id?: unknown; method?: unknown; params?: object };
    if (typeof method !== 'string') return undefined;
    return {
      id: id ?? null,
      method,
      values: new Map(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)])),
    };
  } catch {
    return undefined;
  }
}
