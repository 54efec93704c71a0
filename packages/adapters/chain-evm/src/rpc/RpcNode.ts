import { z } from 'zod';

const ANSWER = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).optional(),
});

/** What a node says of itself or of a call: a result, or a refusal such as a revert. */
export type RpcAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly data: unknown };

export type NodeTrouble = 'timeout' | 'unreachable' | 'rate-limited' | 'server-error' | 'garbage';

/** A node did not answer, or not in words of the protocol. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  readonly trouble: NodeTrouble;
  /** How long the node asked to be left alone. Milliseconds. */
  readonly waitMs: number | undefined;

  constructor(trouble: NodeTrouble, what: string, waitMs?: number) {
    super(what);
    this.trouble = trouble;
    this.waitMs = waitMs;
  }
}

/** A page of logs of a busy contract is some megabytes. Units: bytes. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Longer than this we do not let a node send us away; we ask again, and it can say so again. */
const WAIT_MS_MAX = 60_000;

let requests = 0;

/** Asks one node over HTTP. Raises `NodeFailure`; a JSON-RPC error is an answer. */
export async function askNode(
  url: string,
  { method, params, timeoutMs }: { method: string; params: unknown; timeoutMs: number },
): Promise<RpcAnswer> {
  const response = await send(
    url,
    JSON.stringify({ jsonrpc: '2.0', id: ++requests, method, params }),
    timeoutMs,
  );
  if (response.status === 429)
    throw new NodeFailure('rate-limited', 'too many requests', waitOf(response.headers.get('retry-after')));
  const text = await readBounded(response);
  const parsed = ANSWER.safeParse(parseJson(text));
  if (!parsed.success || (parsed.data.error === undefined && parsed.data.result === undefined)) {
    if (response.status >= 500) throw new NodeFailure('server-error', `HTTP ${response.status}`);
    throw new NodeFailure('garbage', `HTTP ${response.status}, and no answer of the protocol`);
  }
  const { error, result } = parsed.data;
  if (error === undefined) return { kind: 'result', value: result };
  if (isLimit(error.code)) throw new NodeFailure('rate-limited', error.message);
  return { kind: 'error', code: error.code, message: error.message, data: error.data };
}

async function send(url: string, body: string, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw failureOf(error);
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > ANSWER_BYTES_MAX)
        throw new NodeFailure('garbage', `an answer above ${ANSWER_BYTES_MAX} bytes`);
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw failureOf(error);
  }
  return text + decoder.decode();
}

function failureOf(error: unknown): NodeFailure {
  if (error instanceof NodeFailure) return error;
  if (error instanceof Error && error.name === 'TimeoutError')
    return new NodeFailure('timeout', 'no answer in time');
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return new NodeFailure('unreachable', `${error instanceof Error ? error.message : String(error)}${cause}`);
}

/** Codes by which services say "too many": 429 inside a 200, and the standard's own. Source: EIP-1474. */
function isLimit(code: number): boolean {
  return code === 429 || code === -32_005;
}

/** Seconds, or a date. Source: RFC 9110, 10.2.3. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), WAIT_MS_MAX) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
