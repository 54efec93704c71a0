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

/** Lines are written together once they are so many, and after a moment at the latest: a write for each costs as much as an answer. */
const TOGETHER = { minLength: 4_096, periodicFlush: 200 };

/** Writes JSON lines to standard error; standard output is for whoever started the server. What is kept back is written at the end. */
export function createLogger(level: string, destination?: { write(text: string): void }): Logger {
  const paths = SECRETS.flatMap((path) => [path, `*.${path}`]);
  const options = {
    level,
    base: { role: 'server', pid: process.pid },
    redact: { paths, censor: '[cut out]' },
  };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: false, ...TOGETHER }));
}

/** For lines that hold nothing but what the server says itself: nothing is looked for in them. */
export function withoutCutting(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}
