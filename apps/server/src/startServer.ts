import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastifyCompress from '@fastify/compress';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openApi } from '@qca/api';
import { Fault, MILLISECOND, Refusal, type TimeUs } from '@qca/base';
import type { MeetingPlace, Store } from '@qca/ports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { hashPassword } from './auth/passwords.ts';
import { Sessions } from './auth/Sessions.ts';
import { SignInLimit } from './auth/SignInLimit.ts';
import { newToken } from './auth/tokens.ts';
import { withoutCutting } from './createLogger.ts';
import { addHealthRoutes } from './health/addHealthRoutes.ts';
import { Readiness } from './health/readiness.ts';
import { ServerMetrics } from './health/ServerMetrics.ts';
import { addressOf } from './http/addressOf.ts';
import { createAdapter, TIMEOUTS, type Timeouts } from './http/createAdapter.ts';
import { noRoute } from './http/noRoute.ts';
import { ProblemError } from './http/ProblemError.ts';
import { ProblemFilter } from './http/ProblemFilter.ts';
import { RequestLimit } from './http/RequestLimit.ts';
import { setSecurityHeaders } from './http/securityHeaders.ts';
import { RunBars } from './journal/RunBars.ts';
import { createAppModule } from './nest/createAppModule.ts';
import { KeptAnswers } from './operations/KeptAnswers.ts';
import type { Platform } from './Platform.ts';
import { answerSite } from './site/answerSite.ts';
import { SiteFolder } from './site/SiteFolder.ts';
import { Guard } from './status/Guard.ts';
import { LatestStatus } from './status/LatestStatus.ts';
import { STREAM_BOUNDS, Stream, type StreamBounds } from './stream/Stream.ts';

/** Answers under way at the end get so long. */
const DRAIN_MS_MAX = 5_000;

/** The first account; its password comes with the configuration. */
export const OPERATOR = 'operator';

const COMPRESS_BYTES_MIN = 1_024;

/** Every WebSocket that may be open, and two thousand more. */
const CONNECTIONS_MAX = STREAM_BOUNDS.clientsMax + 2_000;

export interface ServerOptions {
  readonly store: Store;
  readonly meeting: MeetingPlace;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly publicUrl?: string | undefined;
  readonly proxies?: number;
  readonly siteFolder?: string | undefined;
  readonly guardSocket?: string | undefined;
  readonly apiToken?: string | undefined;
  readonly operatorPassword?: string | undefined;
  readonly publicView?: boolean;
  readonly requestsPerMinute?: number;
  /** Connections open at once; what comes beyond is hung up on. */
  readonly connectionsMax?: number;
  readonly timeouts?: Timeouts;
  readonly streamBounds?: Partial<StreamBounds>;
  /** The wall clock. */
  readonly nowUs?: () => TimeUs;
  readonly version: string;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops taking requests, lets what is under way finish, and closes what is open. The store stays open. */
  close(): Promise<void>;
}

/** Starts the API over a store and a meeting place. Rejects, as `Refusal`: `port-in-use`, `cannot-listen`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { logger, meeting } = options;
  const nowUs = options.nowUs ?? (() => Date.now() * MILLISECOND);
  const platform = await createPlatform(options, nowUs);
  await addFirstAccount(meeting, options.operatorPassword, nowUs);
  const site = options.siteFolder === undefined ? undefined : new SiteFolder(options.siteFolder);
  const metrics = new ServerMetrics(platform.status);
  const stream = new Stream({
    platform,
    metrics,
    logger,
    bounds: { ...STREAM_BOUNDS, ...options.streamBounds },
  });
  let isStopping = false;
  const adapter = createAdapter({
    logger,
    proxies: options.proxies ?? 0,
    timeouts: options.timeouts ?? TIMEOUTS,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  addHooks(fastify, {
    platform,
    metrics,
    answers: withoutCutting(logger),
    limit: new RequestLimit(options.requestsPerMinute ?? 6_000),
    isStopping: () => isStopping,
  });
  await addCompression(fastify);
  const readiness = new Readiness(platform, site);
  addHealthRoutes(fastify, { platform, readiness, metrics, isStopping: () => isStopping });
  addOpenApi(fastify, options.version);
  const app = await NestFactory.create<NestFastifyApplication>(createAppModule(platform), adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  fastify.get('/api/stream', stream.answerPlain);
  fastify.get('/*', (request, reply) => answerSite(site, request, reply));
  await app.init();
  stream.attach(fastify.server);
  fastify.server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX;
  fastify.server.on('drop', () => metrics.connectionsRefused.inc());
  await listen(fastify, options);
  const { port } = fastify.server.address() as AddressInfo;
  return {
    url: urlOf(options.host, port),
    port,
    async close() {
      isStopping = true;
      stream.close();
      const late = setTimeout(() => fastify.server.closeAllConnections(), DRAIN_MS_MAX);
      await app.close().finally(() => clearTimeout(late));
      await platform.status.close();
    },
  };
}

async function createPlatform(options: ServerOptions, nowUs: () => TimeUs): Promise<Platform> {
  const { store, meeting, publicUrl, apiToken, guardSocket } = options;
  return {
    store,
    meeting,
    nowUs,
    status: new LatestStatus(meeting.statusBoard, nowUs),
    bars: new RunBars(store),
    answers: new KeptAnswers(),
    door: {
      sessions: new Sessions(meeting.accounts, nowUs),
      apiToken,
      publicView: options.publicView ?? false,
      publicUrl,
    },
    signInLimit: new SignInLimit(),
    guard: guardSocket === undefined ? undefined : new Guard(guardSocket),
    nobodysHash: await hashPassword(newToken()),
    isSecure: publicUrl?.startsWith('https:') ?? false,
  };
}

// Whoever changed the password since keeps it: the file counts at the first start only.
async function addFirstAccount(
  { accounts }: MeetingPlace,
  password: string | undefined,
  nowUs: () => TimeUs,
): Promise<void> {
  if (password === undefined || (await accounts.list()).length > 0) return;
  await accounts
    .add({
      id: randomUUID(),
      name: OPERATOR,
      passwordHash: await hashPassword(password),
      role: 'operator',
      createdUs: nowUs(),
    })
    .catch((error: unknown) => {
      // Another server of the same platform was first.
      if (!(error instanceof Refusal && error.kind === 'account-exists')) throw error;
    });
}

function addHooks(
  fastify: FastifyInstance,
  {
    platform,
    metrics,
    answers,
    limit,
    isStopping,
  }: {
    readonly platform: Platform;
    readonly metrics: ServerMetrics;
    readonly answers: Logger;
    readonly limit: RequestLimit;
    readonly isStopping: () => boolean;
  },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    setSecurityHeaders(reply, platform.isSecure);
    const isHealth = request.url.startsWith('/health/');
    if (isStopping() && !isHealth) {
      reply.header('Connection', 'close');
      return done(new ProblemError('shutting-down', 'The server is stopping.'));
    }
    // Whoever watches the platform's health, and whoever pulls the switch, is never held up.
    if (!isHealth && request.url !== '/api/commands/kill') {
      const waitMs = limit.take(addressOf(request), performance.now());
      if (waitMs > 0) return done(tooMany(waitMs));
    }
    // The framework would look for a body first, which nobody here would read.
    if (request.method === 'QUERY') return done(noRoute(request.method, request.url));
    if (isEncoded(request)) return done(new ProblemError('wrong-media-type', ENCODED));
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1_000;
    metrics.observe(`${request.method} ${operation}`, reply.statusCode, seconds);
    answers.info(
      {
        reqId: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: reply.elapsedTime,
      },
      'answered',
    );
    done();
  });
}

function tooMany(waitMs: number): ProblemError {
  return new ProblemError('too-many-requests', 'There were too many requests from this address.', {
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });
}

// A few compressed bytes may unfold to anything; commands are short as they are.
function isEncoded({ method, headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding'];
  return (
    encoding !== undefined && encoding.toLowerCase() !== 'identity' && method !== 'GET' && method !== 'HEAD'
  );
}

const ENCODED = 'The body is compressed; it is taken as it is only.';

async function addCompression(fastify: FastifyInstance): Promise<void> {
  await fastify.register(fastifyCompress, {
    threshold: COMPRESS_BYTES_MIN,
    encodings: ['gzip'],
    zlibOptions: { level: 4 },
  });
}

function addOpenApi(fastify: FastifyInstance, version: string): void {
  const text = JSON.stringify(openApi(version));
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  fastify.get('/api/openapi.json', (request, reply) => {
    reply.header('ETag', etag).header('Cache-Control', 'no-cache');
    if (request.headers['if-none-match'] === etag) return void reply.code(304).send();
    reply.type('application/json; charset=utf-8').send(text);
  });
}

async function listen(fastify: FastifyInstance, { host, port }: ServerOptions): Promise<void> {
  try {
    await fastify.listen({ host, port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isTaken = code === 'EADDRINUSE';
    if (!isTaken && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') {
      throw new Fault(`could not listen at ${host}:${port}: ${message}`, { retryable: false, cause });
    }
    throw new Refusal({
      kind: isTaken ? 'port-in-use' : 'cannot-listen',
      what: isTaken
        ? `port ${port} is used by another program`
        : `cannot listen at ${host}:${port} (${code})`,
      where: 'QCA_PORT, QCA_HOST',
      remedy: 'Choose another port; 0 takes any free one.',
    });
  }
}

function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}
