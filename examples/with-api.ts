import { WebSocket } from 'ws';

// A program that talks to a running platform: reads, gives a command that acts once however often it is sent, and follows
// the stream over breaks without a gap. It uses nothing of this repository; see docs/api.md.
// Run: TOKEN=$(cat .qca/api.token) node examples/with-api.ts http://127.0.0.1:4000

export interface Platform {
  readonly url: string;
  readonly token: string;
}

interface Problem {
  readonly kind: string;
  readonly detail: string;
  readonly remedy: string;
  readonly instance: string;
}

/** Calls one operation. Rejects with the kind, the detail and the request's id of a problem. */
export async function call<Answer>(
  platform: Platform,
  method: string,
  path: string,
  more: RequestInit = {},
): Promise<Answer> {
  const headers = { ...more.headers, authorization: `Bearer ${platform.token}` };
  const response = await fetch(`${platform.url}${path}`, { ...more, method, headers });
  const json = await response.json();
  if (response.ok) return json as Answer;
  const { kind, detail, remedy, instance } = json as Problem;
  throw new Error(`${kind}: ${detail} ${remedy} (request ${instance})`);
}

/** Gives a command. Sent again under the same key, it answers the same and does not act again. */
export function command(platform: Platform, kind: string, key: string, body: object) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return call<{ command: { outcome: string } }>(platform, 'POST', `/api/commands/${kind}`, {
    headers,
    body: JSON.stringify(body),
  });
}

type Document = Record<string, unknown>;

/** Keeps the agent's status at hand: a snapshot, then changes; after a break it asks for what it missed. */
export function followStatus(
  platform: Platform,
  onStatus: (status: Document, number: number) => void,
): () => void {
  let status: Document = {};
  let place: { epoch: string; number: number } | undefined;
  let socket: WebSocket;
  let isOver = false;
  const open = (): void => {
    const headers = { authorization: `Bearer ${platform.token}` };
    socket = new WebSocket(`${platform.url.replace('http', 'ws')}/api/stream`, { headers });
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', channel: 'status', ...(place && { resume: place }) }));
    });
    socket.on('message', (bytes) => {
      const message = JSON.parse(String(bytes));
      if (message.type === 'snapshot') {
        status = message.data;
        place = { epoch: message.epoch, number: message.number };
      } else if (message.type === 'delta' && place !== undefined) {
        if (message.number !== place.number + 1) return socket.close();
        status = { ...status, ...message.data };
        place = { epoch: place.epoch, number: message.number };
      } else return;
      onStatus(status, place.number);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => void (isOver || setTimeout(open, 1_000)));
  };
  open();
  return () => {
    isOver = true;
    socket.close();
  };
}

interface Order {
  readonly orderId: string;
  readonly side: string;
  readonly quantity: string;
  readonly baseAsset: string;
  readonly status: string;
}

if (import.meta.main) {
  const platform = { url: process.argv[2] ?? 'http://127.0.0.1:4000', token: process.env['TOKEN'] ?? '' };
  const { orders } = await call<{ orders: Order[] }>(platform, 'GET', '/api/orders?limit=5');
  for (const { orderId, side, quantity, baseAsset, status } of orders)
    process.stdout.write(`${orderId} ${side} ${quantity} ${baseAsset}: ${status}\n`);
  followStatus(platform, ({ sequence, platform: money }) => {
    process.stdout.write(`entry ${sequence}: equity ${(money as { equity: number }).equity}\n`);
  });
}
