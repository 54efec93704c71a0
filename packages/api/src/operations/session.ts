import { z } from 'zod';
import { operation } from '../Operation.ts';
import { text, timeUs } from '../schemas/common.ts';

const session = z
  .object({
    account: z.object({ name: z.string(), role: z.enum(['operator', 'viewer']) }),
    /** Goes into the header `X-CSRF-Token` of every write. */
    csrfToken: z.string(),
    expiresUs: timeUs,
  })
  .meta({ id: 'Session' });

/** Signs in with name and password; the session is a cookie that scripts cannot read. */
export const signIn = operation({
  name: 'signIn',
  method: 'POST',
  path: '/api/session',
  tag: 'session',
  summary: 'Signs in and starts a session.',
  access: 'anybody',
  body: z.strictObject({
    name: text(100),
    password: text(1_000),
  }),
  response: session,
  status: 201,
  problems: ['wrong-credentials', 'too-many-tries'],
});

export const readSession = operation({
  name: 'readSession',
  method: 'GET',
  path: '/api/session',
  tag: 'session',
  summary: 'Tells who is signed in.',
  access: 'viewer',
  response: session,
  status: 200,
  problems: [],
});

export const signOut = operation({
  name: 'signOut',
  method: 'DELETE',
  path: '/api/session',
  tag: 'session',
  summary: 'Ends the session.',
  access: 'viewer',
  response: z.undefined(),
  status: 204,
  problems: [],
});

export type Session = z.infer<typeof session>;
