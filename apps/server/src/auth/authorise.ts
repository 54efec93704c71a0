import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@qca/api';
import { ProblemError } from '../http/ProblemError.ts';
import type { Caller } from './Caller.ts';
import { readCookie, SESSION_COOKIE } from './cookies.ts';
import { refuseWrongOrigin } from './refuseWrongOrigin.ts';
import type { Sessions } from './Sessions.ts';
import { isSameSecret } from './tokens.ts';

export interface Door {
  readonly sessions: Sessions;
  /** The token that programs on this machine come with. */
  readonly apiToken: string | undefined;
  readonly publicView: boolean;
  readonly publicUrl: string | undefined;
}

/** Who comes with the platform's token. */
const TOKEN_HOLDER: Caller = { name: 'cli', role: 'operator', session: undefined };

/**
 * Says who may pass, or undefined where nobody is asked.
 *
 * Rejects: `not-signed-in`, `not-allowed`, `public-view-off`, and for writes `wrong-origin`, `bad-csrf-token`.
 */
export async function authorise(
  door: Door,
  headers: IncomingHttpHeaders,
  { access, isWrite }: { readonly access: Access; readonly isWrite: boolean },
): Promise<Caller | undefined> {
  if (isWrite) refuseWrongOrigin(headers, door.publicUrl);
  if (access === 'anybody') return undefined;
  if (access === 'public-view') {
    if (door.publicView) return undefined;
    throw new ProblemError('public-view-off', 'The decision ledger is not shown to the public.');
  }
  const caller = await findCaller(door, headers);
  if (caller === undefined) throw new ProblemError('not-signed-in', 'This needs a session or the token.');
  if (access === 'operator' && caller.role !== 'operator') {
    throw new ProblemError('not-allowed', `${caller.name} may look, and not give commands.`);
  }
  if (isWrite && caller.session !== undefined) refuseBadCsrf(headers, caller.session.csrfToken);
  return caller;
}

/** Who a request comes from; undefined for nobody that is known. A wrong token is nobody, whatever cookie comes with it. */
export async function findCaller(
  { apiToken, sessions }: Pick<Door, 'apiToken' | 'sessions'>,
  headers: IncomingHttpHeaders,
): Promise<Caller | undefined> {
  const { authorization, cookie } = headers;
  if (authorization !== undefined) {
    const token = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1];
    const isRight = token !== undefined && apiToken !== undefined && isSameSecret(token, apiToken);
    return isRight ? TOKEN_HOLDER : undefined;
  }
  const token = readCookie(cookie, SESSION_COOKIE);
  return token === undefined ? undefined : sessions.find(token);
}

function refuseBadCsrf(headers: IncomingHttpHeaders, csrfToken: string): void {
  const given = headers['x-csrf-token'];
  if (typeof given === 'string' && isSameSecret(given, csrfToken)) return;
  throw new ProblemError('bad-csrf-token', 'The header X-CSRF-Token is missing or of another session.');
}
