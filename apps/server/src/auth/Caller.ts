import type { Session } from '@qca/api';

/** Whoever sent a request. */
export interface Caller {
  readonly name: string;
  readonly role: Session['account']['role'];
  /** Absent for programs, which come with the platform's token. */
  readonly session: OpenSession | undefined;
}

/** A session as its holder knows it. */
export interface OpenSession {
  /** Digest of the cookie's token: the session's name within the server. */
  readonly tokenHash: string;
  readonly csrfToken: string;
  readonly expiresUs: number;
}
