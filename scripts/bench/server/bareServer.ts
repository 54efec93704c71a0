import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { Rounds } from './sendRounds.ts';
import type { MeasuredServer } from './serverMain.ts';

/** Path of the delta that the bare stream sends again and again. */
export const DELTA = '/delta';

/**
 * The floor: Fastify alone with what it is given, as an object below `/object` and as ready text below `/text`, and `ws`
 * alone, which writes each delta once and sends it to everybody.
 */
export async function startBareServer(): Promise<MeasuredServer> {
  const objects = new Map<string, unknown>();
  const texts = new Map<string, string>();
  const server = fastify({ logger: false });
  server.get('/object/*', (request) => objects.get(request.url.slice('/object'.length)));
  server.get('/text/*', (request, reply) => {
    reply.type('application/json; charset=utf-8').send(texts.get(request.url.slice('/text'.length)));
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const clients = new Set<WebSocket>();
  const sockets = new WebSocketServer({
    server: server.server,
    perMessageDeflate: false,
    clientTracking: false,
  });
  sockets.on('connection', (socket) => {
    clients.add(socket);
    socket.on('message', () => undefined);
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => socket.terminate());
  });
  const rounds = new Rounds();
  let number = 0;
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    serve(answers) {
      for (const [path, text] of Object.entries(answers)) {
        texts.set(path, text);
        objects.set(path, JSON.parse(text));
      }
    },
    publish: (order) =>
      rounds.send(order, async () => {
        number += 1;
        const delta = { ...(objects.get(DELTA) as object), number };
        const bytes = Buffer.from(JSON.stringify(delta));
        for (const socket of clients) socket.send(bytes, { binary: false });
        await new Promise(setImmediate);
      }),
    arrived: (count) => rounds.arrived(count),
    async close() {
      for (const socket of clients) socket.terminate();
      await server.close();
    },
  };
}
