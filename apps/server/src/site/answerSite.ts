import type { FastifyReply, FastifyRequest } from 'fastify';
import { noRoute } from '../http/noRoute.ts';
import { ProblemError } from '../http/ProblemError.ts';
import { sendProblem } from '../http/sendProblem.ts';
import type { SiteFile, SiteFolder } from './SiteFolder.ts';

/** Addresses that belong to programs: what is missing there is a problem document, never a page. `/health` alone is a screen. */
const FOR_PROGRAMS = /^\/(api|metrics)(\/|$)|^\/health\//;

const BUILDING = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>Quantum Chain AI</title></head>
<body><main><h1>The site is being built</h1><p>The agent and the API work already. This page shows the site as soon as it is there.</p></main></body></html>
`;

/** Answers everything that is no operation: files of the site, or a page that says it is being built. */
export async function answerSite(
  site: SiteFolder | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    const path = decodePath(request.raw.url ?? '/');
    const nowMs = performance.now();
    // First, because the health screen keeps its parts below an address for programs.
    const file = await site?.find(path, nowMs);
    if (file !== undefined) return sendFile(request, reply.code(200), file);
    if (FOR_PROGRAMS.test(path)) throw noRoute(request.method, path);
    if (site === undefined || !(await site.isThere(nowMs))) return answerBuilding(request, reply);
    const missing = await site.find('/404.html', nowMs);
    if (missing === undefined) throw new ProblemError('not-found', 'The site has no such page.');
    sendFile(request, reply.code(404), missing);
  } catch (error) {
    sendProblem(request, reply, error);
  }
}

function decodePath(url: string): string {
  const [path = '/'] = url.split('?', 1);
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ProblemError('bad-request', 'The address is not percent-encoded UTF-8.');
  }
}

function answerBuilding(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('Retry-After', '2').header('Cache-Control', 'no-store');
  if (request.headers.accept?.includes('text/html') !== true) {
    return sendProblem(
      request,
      reply,
      new ProblemError('site-being-built', 'The part `site` is not there yet.'),
    );
  }
  reply.code(503).type('text/html; charset=utf-8').send(BUILDING);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: SiteFile): void {
  const { etag, policy, type, isImmutable } = file;
  reply
    .header('ETag', etag)
    .header('Vary', 'Accept-Encoding')
    .header('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (policy !== undefined) reply.header('Content-Security-Policy', policy);
  if (reply.statusCode === 200 && isKnown(request.headers['if-none-match'], etag)) {
    reply.code(304).send();
    return;
  }
  const encoding = encodingOf(String(request.headers['accept-encoding'] ?? ''), file);
  if (encoding !== undefined) reply.header('Content-Encoding', encoding);
  reply
    .type(type)
    .send((encoding === undefined ? undefined : file[encoding === 'br' ? 'br' : 'gzip']) ?? file.body);
}

function isKnown(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag) === true;
}

function encodingOf(accepted: string, { br, gzip }: SiteFile): 'br' | 'gzip' | undefined {
  const takes = (name: string): boolean =>
    accepted.split(',').some((each) => {
      const [coding = '', ...weights] = each.trim().split(';');
      return coding.trim() === name && !weights.some((weight) => /^\s*q=0(\.0*)?\s*$/.test(weight));
    });
  if (br !== undefined && takes('br')) return 'br';
  return gzip !== undefined && takes('gzip') ? 'gzip' : undefined;
}
