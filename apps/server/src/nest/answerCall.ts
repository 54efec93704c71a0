import type { OPERATION, Operation } from '@qca/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorise } from '../auth/authorise.ts';
import { addressOf } from '../http/addressOf.ts';
import { readQuery } from '../http/readQuery.ts';
import { sendProblem } from '../http/sendProblem.ts';
import { CallCheck, readCommandKey } from '../operations/checkCall.ts';
import { type Call, type Handler, JsonText } from '../operations/Handler.ts';
import { HANDLERS } from '../operations/handlers.ts';
import type { Platform } from '../Platform.ts';

/** Answers one request of an operation: who may, parse, handle, present. */
export type AnswerCall = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const JSON_TYPE = 'application/json; charset=utf-8';

/** Makes the answering of one operation. Never rejects: what fails is answered as a problem. */
export function createAnswer(operation: Operation, platform: Platform): AnswerCall {
  const check = new CallCheck(operation);
  const handle = HANDLERS[operation.name as keyof typeof OPERATION] as Handler<Operation>;
  const isWrite = operation.method !== 'GET';
  const isCommand = isWrite && operation.tag === 'commands';
  const rule = { access: operation.access, isWrite };
  return async (request, reply) => {
    try {
      const { headers } = request;
      const caller = await authorise(platform.door, headers, rule);
      const checked = check.check({
        params: request.params,
        query: readQuery(request.raw.url ?? ''),
        body: request.body,
      });
      const commandId = isCommand ? readCommandKey(headers['idempotency-key']) : '';
      const answered = await handle(
        {
          ...(checked as Pick<Call<Operation>, 'params' | 'query' | 'body'>),
          caller,
          commandId,
          address: addressOf(request),
          header: (name, value) => void reply.header(name, value),
        },
        platform,
      );
      reply.code(operation.status).header('Cache-Control', 'no-store');
      if (operation.status === 204) return void reply.send();
      reply.header('Content-Type', JSON_TYPE);
      reply.send(answered instanceof JsonText ? answered.text : JSON.stringify(answered));
    } catch (error) {
      sendProblem(request, reply, error);
    }
  };
}
