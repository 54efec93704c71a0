import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a node in front of a real one does wrong. */
export interface Flaw {
  /** Milliseconds before it passes a request on. */
  slowMs?: number;
  /** Status that it gives in place of an answer, with "Retry-After" for 429. */
  status?: number;
  retryAfter?: string;
  /** Text that it gives in place of an answer. */
  garbage?: string;
  /** Closes the connection without a word; `after`: once it has passed the request on. */
  hangUp?: 'before' | 'after';
  /** Changes a result on its way back. */
  lie?: (method: string, result: unknown, params: readonly unknown[]) => unknown;
  /** Knows the chain only up to so many blocks before its end. */
  behind?: number;
  /** Which methods it concerns; all when absent. */
  only?: RegExp;
}

/** A node that passes requests on to another and does something wrong. */
export class FlakyNode {
  readonly #server: Server;
  readonly #upstream: string;
  flaw: Flaw = {};
  readonly asked: string[] = [];

  private constructor(upstream: string) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        this.#answer(JSON.parse(body), response).catch(() => response.destroy());
      });
    });
  }

  static async start(upstream: string): Promise<FlakyNode> {
    const node = new FlakyNode(upstream);
    await new Promise<void>((resolve) => node.#server.listen(0, '127.0.0.1', resolve));
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/secret-key`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(
    { id, method, params = [] }: { id: number; method: string; params?: readonly unknown[] },
    response: ServerResponse,
  ): Promise<void> {
    this.asked.push(method);
    const flaw = this.flaw.only?.test(method) === false ? {} : this.flaw;
    if (flaw.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, flaw.slowMs));
    if (flaw.hangUp === 'before') return void response.destroy();
    if (flaw.status !== undefined) {
      if (flaw.retryAfter !== undefined) response.setHeader('retry-after', flaw.retryAfter);
      return void response.writeHead(flaw.status).end('busy');
    }
    if (flaw.garbage !== undefined) return void response.end(flaw.garbage);
    const answer = await this.#pass(method, await this.#heldBack(method, params, flaw.behind));
    if (flaw.hangUp === 'after') return void response.destroy();
    const told =
      flaw.lie !== undefined && 'result' in answer ? flaw.lie(method, answer.result, params) : answer.result;
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...('result' in answer ? { result: told } : answer) }));
  }

  async #heldBack(method: string, params: readonly unknown[], behind = 0): Promise<readonly unknown[]> {
    if (behind === 0 || method !== 'eth_getBlockByNumber') return params;
    const head = Number((await this.#pass('eth_blockNumber', [])).result);
    const asked = params[0] === 'latest' ? head : Number(params[0]);
    return [`0x${Math.max(0, Math.min(asked, head - behind)).toString(16)}`, params[1]];
  }

  async #pass(method: string, params: readonly unknown[]): Promise<{ result?: unknown; error?: unknown }> {
    const passed = await fetch(this.#upstream, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return (await passed.json()) as { result?: unknown; error?: unknown };
  }
}
