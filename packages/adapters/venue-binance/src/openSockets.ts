import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { addressOf } from './Gate.ts';
import type { MarketStreams } from './MarketStreams.ts';
import type { UserStreams } from './UserStreams.ts';
import type { WebSocketApi } from './WebSocketApi.ts';

const SOCKET_BYTES_MAX = 64 * 1_024;
const LISTEN_KEY_LENGTH = 60;

/** What stands behind the sockets. */
export interface SocketParts {
  readonly api: WebSocketApi;
  readonly users: UserStreams;
  readonly streams: MarketStreams;
}

/** Takes sockets by their path: the WebSocket API, an account's stream by its listen key, market streams. */
export function openSockets(server: Server, parts: SocketParts): WebSocketServer {
  const sockets = new WebSocketServer({ server, maxPayload: SOCKET_BYTES_MAX });
  sockets.on('connection', (socket, request) => join(socket, request, parts));
  return sockets;
}

function join(socket: WebSocket, request: IncomingMessage, { api, users, streams }: SocketParts): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  socket.on('error', () => socket.terminate());
  if (path.startsWith('/ws-api')) {
    socket.on('message', (data) => api.hear(socket, String(data), addressOf(request)));
    socket.on('close', () => users.leave(socket));
    return;
  }
  const last = path.split('/').at(-1) ?? '';
  if (last.length === LISTEN_KEY_LENGTH && users.joinKey(socket, last)) {
    socket.on('close', () => users.leave(socket));
    return;
  }
  const isCombined = path.startsWith('/stream');
  const names = isCombined ? (new URLSearchParams(query).get('streams') ?? '').split('/') : [last];
  streams.join(
    socket,
    names.filter((name) => name.includes('@')),
    isCombined,
  );
  socket.on('close', () => streams.leave(socket));
  socket.on('message', (data) => streams.hear(socket, readObject(String(data))));
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
