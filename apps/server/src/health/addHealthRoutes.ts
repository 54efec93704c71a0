import { isIP } from 'node:net';
import { PROBLEM_KINDS, type ProblemKind } from '@qca/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findCaller } from '../auth/authorise.ts';
import { ProblemError } from '../http/ProblemError.ts';
import { sendProblem } from '../http/sendProblem.ts';
import type { Platform } from '../Platform.ts';
import type { Readiness } from './readiness.ts';
import type { ServerMetrics } from './ServerMetrics.ts';

/** What machines ask about the server: does it live, does everything work, its figures; and what its problems mean. */
export function addHealthRoutes(
  fastify: FastifyInstance,
  parts: {
    readonly platform: Platform;
    readonly readiness: Readiness;
    readonly metrics: ServerMetrics;
    readonly isStopping: () => boolean;
  },
): void {
  const { platform, readiness, metrics, isStopping } = parts;
  fastify.get('/health/live', (_request, reply) => void noStore(reply).send({ status: 'ok' }));
  fastify.get('/health/ready', async (request, reply) => {
    const broken = isStopping()
      ? [{ part: 'server', detail: 'The server is stopping.' }]
      : await readiness.broken();
    if (broken.length === 0) return noStore(reply).send({ status: 'ready' });
    const detail = broken.map((each) => `${each.part}: ${each.detail}`).join(' ');
    sendProblem(
      request,
      reply,
      new ProblemError('not-ready', detail, {
        numbers: { part: broken[0]?.part ?? '', parts: broken.map((each) => each.part) },
        headers: { 'Retry-After': '1' },
      }),
    );
    return reply;
  });
  fastify.get('/metrics', async (request, reply) => {
    if (!(await mayReadMetrics(platform, request))) {
      sendProblem(
        request,
        reply,
        new ProblemError('not-signed-in', 'Metrics are for this machine, or with the token.'),
      );
      return reply;
    }
    return noStore(reply)
      .type(metrics.contentType)
      .send(await metrics.text());
  });
  fastify.get('/problems/:kind', (request, reply) => {
    const { kind } = request.params as { kind: string };
    if (!Object.hasOwn(PROBLEM_KINDS, kind)) {
      return sendProblem(request, reply, new ProblemError('not-found', 'There is no such kind of problem.'));
    }
    const { status, title, remedy } = PROBLEM_KINDS[kind as ProblemKind];
    reply.type('text/plain; charset=utf-8').send(`${title} (${status})\n\n${remedy}\n`);
  });
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('Cache-Control', 'no-store');
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

// A page of another site may reach this machine by a name of its own (DNS rebinding); it cannot by an address.
async function mayReadMetrics({ door }: Platform, request: FastifyRequest): Promise<boolean> {
  const { headers, raw } = request;
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const isDirect = headers['x-forwarded-for'] === undefined && headers.forwarded === undefined;
  const isHere = LOOPBACK.test(raw.socket.remoteAddress ?? '') && (host === 'localhost' || isIP(host) !== 0);
  if (isDirect && isHere) return true;
  return (await findCaller(door, headers)) !== undefined;
}
