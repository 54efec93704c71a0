import type { ProblemKind } from '@qca/api';
import { Fault, Refusal } from '@qca/base';
import { ProblemError } from './ProblemError.ts';

/** Refusals of the ports that are the caller's to mend. Any other is ours: a part that does not work. */
const REFUSALS: Readonly<Record<string, ProblemKind>> = {
  'unknown-run': 'unknown-run',
  'bad-run-id': 'bad-request',
  'bad-command': 'bad-request',
  'document-too-large': 'bad-request',
  'command-id-used': 'command-id-used',
  'unknown-command': 'unknown-command',
};

/** Seconds after which a part that failed may be back: a database restarts in less. */
const RETRY_SECONDS = '5';

/** Says any error in words for the caller. What is not known to be harmless tells nothing of its inside. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Refusal) return fromRefusal(error);
  if (error instanceof Fault) {
    return new ProblemError('database-not-reachable', 'The part `database` does not answer.', {
      headers: { 'Retry-After': RETRY_SECONDS },
    });
  }
  return fromFramework(error) ?? new ProblemError('internal-error', 'The request could not be answered.');
}

function fromRefusal(refusal: Refusal): ProblemError {
  const kind = REFUSALS[refusal.kind];
  if (kind !== undefined) return new ProblemError(kind, refusal.message, { remedy: refusal.remedy });
  if (refusal.kind === 'inbox-full') {
    return new ProblemError('not-ready', 'The part `agent` does not take its commands.', {
      remedy: refusal.remedy,
      headers: { 'Retry-After': RETRY_SECONDS },
    });
  }
  return new ProblemError(
    'database-not-reachable',
    `The part \`database\` refuses to work: ${refusal.kind}.`,
    {
      headers: { 'Retry-After': RETRY_SECONDS },
    },
  );
}

const BY_STATUS: Readonly<Record<number, readonly [ProblemKind, string]>> = {
  404: ['not-found', 'Nothing is served at this address.'],
  408: ['request-too-slow', 'The request did not arrive in time.'],
  413: ['body-too-large', 'The body is above 64 KiB.'],
  414: ['bad-request', 'A part of the address is too long.'],
  415: ['wrong-media-type', 'The body is not application/json.'],
  431: ['headers-too-large', 'The headers are above 16 KiB.'],
};

// Fastify and its plugins mark what the caller did wrong with a status below 500.
function fromFramework(error: unknown): ProblemError | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  const known = BY_STATUS[statusCode];
  if (known !== undefined) return new ProblemError(...known);
  return new ProblemError('bad-request', 'The request is not well-formed HTTP with a JSON body.');
}
