import { PROBLEM_TYPE } from '@qca/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblemError } from './toProblemError.ts';

/** Answers with a problem document. Only what we did wrong is logged with its error. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const problem = toProblemError(error);
  if (problem.status >= 500 && problem !== error) {
    request.log.error({ reqId: request.id, err: error, kind: problem.kind }, problem.message);
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  for (const [name, value] of Object.entries(problem.more.headers ?? {})) reply.header(name, value);
  reply
    .code(problem.status)
    .header('Cache-Control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem.toProblem(request.id)));
}
