import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { ProblemError } from './ProblemError.ts';
import { parseJsonBody } from './parseJsonBody.ts';
import { rawProblem } from './rawProblem.ts';
import { requestId } from './requestId.ts';
import { setSecurityHeaders } from './securityHeaders.ts';
import { sendProblem } from './sendProblem.ts';

/** A command is a few hundred bytes. */
export const BODY_BYTES_MAX = 65_536;

/** A whole request arrives within this time, or its connection is closed: whoever dribbles holds nothing for long. */
export interface Timeouts {
  readonly requestMs: number;
  readonly headersMs: number;
  /** Silence on a connection that is in the middle of something. */
  readonly connectionMs: number;
  /** How often slow requests are looked for. */
  readonly lookMs: number;
}

export const TIMEOUTS: Timeouts = {
  requestMs: 10_000,
  headersMs: 5_000,
  connectionMs: 30_000,
  lookMs: 1_000,
};

/** Longer than an order id with its escapes. */
const PARAMETER_LENGTH_MAX = 300;

/** Makes the HTTP server under Nest: bounds, ids, JSON bodies and problems. */
export function createAdapter(options: {
  readonly logger: Logger;
  readonly proxies: number;
  readonly timeouts: Timeouts;
}): FastifyAdapter {
  const { logger, proxies, timeouts } = options;
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    // One line per request is written when it is answered.
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request would cost more than the line it writes; lines name their request themselves.
    childLoggerFactory: (common: FastifyBaseLogger) => common,
    genReqId: ({ headers }: { readonly headers: IncomingHttpHeaders }) => requestId(headers),
    trustProxy: (_address, hop) => hop < proxies,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: timeouts.requestMs,
    connectionTimeout: timeouts.connectionMs,
    keepAliveTimeout: 30_000,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: timeouts.lookMs },
    routerOptions: {
      maxParamLength: PARAMETER_LENGTH_MAX,
      querystringParser: () => NO_QUERY,
      ignoreTrailingSlash: false,
    },
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBrokenRequest,
    skipMiddie: true,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  return adapter;
}

// The router refuses some addresses before any hook has run.
function answerBadAddress(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('X-Request-Id', request.id);
  setSecurityHeaders(reply, false);
  sendProblem(request, reply, error);
}

// Handlers read the query themselves, exactly; the router's reading would hide what is given twice.
const NO_QUERY: Record<string, unknown> = {};

const BROKEN: Readonly<Record<string, ProblemError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new ProblemError('request-too-slow', 'The request did not arrive in time.'),
  HPE_HEADER_OVERFLOW: new ProblemError('headers-too-large', 'The headers are above 16 KiB.'),
};

/** Answers what is not HTTP, over the bare socket, and closes it. */
function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    BROKEN[error.code ?? ''] ?? new ProblemError('bad-request', 'The request is not well-formed HTTP.');
  socket.end(rawProblem(problem));
}
