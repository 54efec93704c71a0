import { WebSocket } from 'ws';

/** Bytes that may wait for a reader before it is cut off: some seconds of a busy book. */
const WAITING_BYTES_MAX = 8 * 1_024 * 1_024;

/** Sends one JSON document. A reader that does not keep up is cut off, so that nobody else pays for it. */
export function sendTo(socket: WebSocket, document: unknown): void {
  sendText(socket, JSON.stringify(document));
}

export function sendText(socket: WebSocket, text: string): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > WAITING_BYTES_MAX) socket.terminate();
  else socket.send(text);
}
