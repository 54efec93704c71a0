import { readFileSync } from 'node:fs';
import { Refusal } from '@qca/base';
import { z } from 'zod';

const path = z.string().optional().transform(orNothing);
const flag = z
  .enum(['true', 'false', ''])
  .optional()
  .transform((text) => text === 'true');

function orNothing(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

const whole = (min: number, max: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .default(String(otherwise))
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** What the server reads from its environment; docs/api.md has the same list for people. */
const ENVIRONMENT = z.object({
  /** The PostgreSQL server where all roles meet. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Address to listen at. Anything but the machine itself should have TLS in front. */
  QCA_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  QCA_PORT: whole(0, 65_535, 4000),
  /** How people reach the site when something stands in front of it: `https://trade.example.com`. */
  QCA_PUBLIC_URL: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .optional()
    .transform(orNothing),
  /** Proxies in front whose X-Forwarded-For is believed. */
  QCA_PROXIES: whole(0, 10, 0),
  /** The platform's folder; only named, the files below say where they are. */
  QCA_FOLDER: path,
  /** Where the site is, or will be once it is built. */
  QCA_SITE_FOLDER: path,
  QCA_GUARD_SOCKET: path,
  /** File with the token that programs come with, and the password of the first account. */
  QCA_API_TOKEN_FILE: path,
  QCA_OPERATOR_PASSWORD_FILE: path,
  /** Lets anybody read the decision ledger. */
  QCA_PUBLIC_VIEW: flag,
  /** Requests of one address in a minute. */
  QCA_REQUESTS_PER_MINUTE: whole(1, 100_000_000, 6_000),
  QCA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface ServerConfig {
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly proxies: number;
  readonly siteFolder: string | undefined;
  readonly guardSocket: string | undefined;
  readonly apiToken: string | undefined;
  readonly operatorPassword: string | undefined;
  readonly publicView: boolean;
  readonly requestsPerMinute: number;
  readonly logLevel: string;
}

/** Secrets shorter than this are guessed. */
const SECRET_LENGTH_MIN = 12;

/**
 * The only reading of the environment in this app.
 *
 * Rejects, as `Refusal`: `bad-environment` for unknown keys and values that do not fit, `bad-secret-file`.
 */
export function readConfig(variables: NodeJS.ProcessEnv): ServerConfig {
  const unknown = Object.keys(variables).find(
    (key) => key.startsWith('QCA_') && !Object.hasOwn(ENVIRONMENT.shape, key),
  );
  if (unknown !== undefined) throw refused(unknown, `there is no setting ${unknown}`, 'Remove or mend it.');
  const parsed = ENVIRONMENT.safeParse(variables);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = String(issue?.path[0] ?? 'environment');
    // The value may hold a password and is never shown.
    throw refused(
      key,
      `the value of ${key} does not fit: ${issue?.message}`,
      'See docs/api.md for what it may be.',
    );
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    host: data.QCA_HOST,
    port: data.QCA_PORT,
    publicUrl: data.QCA_PUBLIC_URL,
    proxies: data.QCA_PROXIES,
    siteFolder: data.QCA_SITE_FOLDER,
    guardSocket: data.QCA_GUARD_SOCKET,
    apiToken: readSecret('QCA_API_TOKEN_FILE', data.QCA_API_TOKEN_FILE),
    operatorPassword: readSecret('QCA_OPERATOR_PASSWORD_FILE', data.QCA_OPERATOR_PASSWORD_FILE),
    publicView: data.QCA_PUBLIC_VIEW,
    requestsPerMinute: data.QCA_REQUESTS_PER_MINUTE,
    logLevel: data.QCA_LOG_LEVEL,
  };
}

function readSecret(key: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw secretRefused(
      key,
      `${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}`,
    );
  }
  if (text.length >= SECRET_LENGTH_MIN) return text;
  throw secretRefused(key, `${file} holds less than ${SECRET_LENGTH_MIN} characters`);
}

function refused(where: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-environment', what, where, remedy });
}

function secretRefused(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'bad-secret-file',
    what,
    where,
    remedy: 'Write a long random text into it, readable by this user only; npm start does that by itself.',
  });
}
