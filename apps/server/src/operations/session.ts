import { present, SECOND } from '@qca/base';
import type { Caller } from '../auth/Caller.ts';
import { noSessionCookie, sessionCookie } from '../auth/cookies.ts';
import { isPassword } from '../auth/passwords.ts';
import { ProblemError } from '../http/ProblemError.ts';
import type { Platform } from '../Platform.ts';
import type { HandlerOf } from './Handler.ts';

export const signIn: HandlerOf<'signIn'> = async ({ body, address, header }, platform) => {
  const { name, password } = body;
  const nowUs = platform.nowUs();
  const waitUs = platform.signInLimit.begin(address, name, nowUs);
  if (waitUs > 0) {
    throw new ProblemError(
      'too-many-tries',
      'There were too many failed sign-ins from here or for this name.',
      {
        headers: { 'Retry-After': String(Math.ceil(waitUs / SECOND)) },
      },
    );
  }
  const account = await platform.meeting.accounts.findByName(name);
  // Whether the name exists must not show in how long the answer takes.
  const isRight = await isPassword(password, account?.passwordHash ?? platform.nobodysHash);
  if (account === undefined || !isRight) {
    // What was typed as a name may be a password: only names that exist are kept.
    await noteSignIn(platform, { kind: 'sign-in-refused', who: account?.name ?? NOBODY, address });
    throw new ProblemError('wrong-credentials', 'There is no account with this name and password.');
  }
  platform.signInLimit.succeeded(address, name);
  const { token, caller } = await platform.door.sessions.open(account);
  await noteSignIn(platform, { kind: 'signed-in', who: account.name, address });
  header('Set-Cookie', sessionCookie(token, platform.isSecure));
  return presentSession(caller);
};

export const readSession: HandlerOf<'readSession'> = ({ caller }) =>
  presentSession(present(caller, 'caller'));

export const signOut: HandlerOf<'signOut'> = async ({ caller, address, header }, platform) => {
  const { session, name } = present(caller, 'caller');
  if (session !== undefined) {
    await platform.door.sessions.end(session.tokenHash);
    await noteSignIn(platform, { kind: 'signed-out', who: name, address });
  }
  header('Set-Cookie', noSessionCookie(platform.isSecure));
  return undefined;
};

// Whoever comes with the token has no session: it lasts as long as the platform's folder.
function presentSession({ name, role, session }: Caller) {
  return {
    account: { name, role },
    csrfToken: session?.csrfToken ?? '',
    expiresUs: session?.expiresUs ?? Number.MAX_SAFE_INTEGER,
  };
}

/** Stands in the audit log for a name that no account has. */
const NOBODY = '(no such account)';

function noteSignIn(
  { meeting, nowUs }: Platform,
  entry: { readonly kind: string; readonly who: string; readonly address: string },
): Promise<void> {
  const { kind, who, address } = entry;
  return meeting.auditLog.add({ timeUs: nowUs(), kind, who, origin: address, detail: {} });
}
