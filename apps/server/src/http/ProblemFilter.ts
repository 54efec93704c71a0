import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noRoute } from './noRoute.ts';
import { sendProblem } from './sendProblem.ts';

/** Answers what Nest or the body's parser refused before a handler was asked. */
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const isMissing = error instanceof HttpException && error.getStatus() === 404;
    sendProblem(
      request,
      reply,
      isMissing ? noRoute(request.method, request.raw.url ?? '/') : asFramework(error),
    );
  }
}

function asFramework(error: unknown): unknown {
  return error instanceof HttpException ? { statusCode: error.getStatus() } : error;
}
