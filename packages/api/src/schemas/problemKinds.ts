import { COMMAND_ID_MAX } from '@qca/base/command-bounds';

/** Every kind of problem there is: its status, its title, and what a person can do about it. */
export const PROBLEM_KINDS = {
  'bad-request': {
    status: 400,
    title: 'The request does not fit its schema',
    remedy: 'Mend what `issues` names; the schema is in /api/openapi.json.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'A command needs a name',
    remedy: `Send a header Idempotency-Key of 1 to ${COMMAND_ID_MAX} letters, digits, dots, colons, underscores or dashes.`,
  },
  'not-signed-in': {
    status: 401,
    title: 'Nobody is signed in',
    remedy: 'Sign in, or send the token of this platform as a bearer token.',
  },
  'wrong-credentials': {
    status: 401,
    title: 'Name or password is wrong',
    remedy: 'Check both. The first password stands in the file operator.password of the platform’s folder.',
  },
  'not-allowed': {
    status: 403,
    title: 'This account may not do that',
    remedy: 'Sign in as an operator.',
  },
  'bad-csrf-token': {
    status: 403,
    title: 'The request does not carry the session’s token',
    remedy: 'Send the csrfToken of /api/session in the header X-CSRF-Token.',
  },
  'wrong-origin': {
    status: 403,
    title: 'The request comes from another site',
    remedy: 'Use the platform’s own site, or a bearer token without an Origin header.',
  },
  'public-view-off': {
    status: 403,
    title: 'The public view is off',
    remedy: 'Sign in; an operator can switch the public view on in the configuration.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Check the address; operations are listed in /api/openapi.json.',
  },
  'unknown-run': {
    status: 404,
    title: 'There is no such run',
    remedy: 'Choose one of /api/runs.',
  },
  'unknown-order': {
    status: 404,
    title: 'There is no such order in this run',
    remedy: 'Choose one of /api/orders, or name its run.',
  },
  'unknown-instrument': {
    status: 404,
    title: 'There is no such instrument in this run',
    remedy: 'Choose one of the markets in /api/status.',
  },
  'unknown-command': {
    status: 404,
    title: 'There is no such command',
    remedy: 'Check the id against /api/commands.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take that method',
    remedy: 'Use one of the methods in the header Allow.',
  },
  'request-too-slow': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send it again, whole.',
  },
  'command-refused': {
    status: 409,
    title: 'The agent refused the command',
    remedy: 'Read the rule and the numbers; nothing was changed.',
  },
  'command-id-used': {
    status: 409,
    title: 'This Idempotency-Key names another command',
    remedy: 'Choose a new key for a new command; repeat an old one exactly as it was.',
  },
  'body-too-large': {
    status: 413,
    title: 'The request is too large',
    remedy: 'Send at most 64 KiB.',
  },
  'wrong-media-type': {
    status: 415,
    title: 'The body is not JSON',
    remedy: 'Send application/json in UTF-8.',
  },
  'upgrade-required': {
    status: 426,
    title: 'This address speaks WebSocket',
    remedy: 'Open it as a WebSocket.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as Retry-After says.',
  },
  'too-many-tries': {
    status: 429,
    title: 'Too many failed sign-ins',
    remedy: 'Wait as long as Retry-After says; each failure makes it longer.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    remedy: 'Send fewer cookies and shorter headers.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    remedy: 'Try again; if it stays, look for the request’s id in the server’s log.',
  },
  'not-ready': {
    status: 503,
    title: 'A part of the platform does not work',
    remedy: 'Look at the part that `detail` names; the request can be sent again.',
  },
  'agent-not-ready': {
    status: 503,
    title: 'The agent has not said anything yet',
    remedy: 'Wait until it has started, or look at its log.',
  },
  'database-not-reachable': {
    status: 503,
    title: 'The database does not answer',
    remedy: 'Look whether PostgreSQL runs; the agent’s own journal is not lost. Then send the request again.',
  },
  'guard-not-reachable': {
    status: 503,
    title: 'The guard does not answer',
    remedy: 'Run `qca agent kill` on the machine itself, or end the agent’s process.',
  },
  'site-being-built': {
    status: 503,
    title: 'The site is being built',
    remedy: 'Wait a moment; the API works already.',
  },
  'shutting-down': {
    status: 503,
    title: 'The server is stopping',
    remedy: 'Connect again in a moment.',
  },
} as const satisfies Record<
  string,
  { readonly status: number; readonly title: string; readonly remedy: string }
>;

export type ProblemKind = keyof typeof PROBLEM_KINDS;
