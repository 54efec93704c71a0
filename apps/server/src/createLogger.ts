import { type Logger, pino } from 'pino';

/** Where secrets travel; what is logged there is cut out, whatever is logged. */
const SECRETS = [
  'password',
  'token',
  'csrfToken',
  'databaseUrl',
  'apiToken',
  'operatorPassword',
  'headers.cookie',
  'headers.authorization',
  'headers["x-csrf-token"]',
  'headers["set-cookie"]',
];

/** Writes JSON lines to standard error; standard output is for whoever started the server. */
export function createLogger(level: string, destination?: { write(text: string): void }): Logger {
  const paths = SECRETS.flatMap((path) => [path, `*.${path}`]);
  const options = {
    level,
    base: { role: 'server', pid: process.pid },
    redact: { paths, censor: '[cut out]' },
  };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: false }));
}
