import { Refusal } from '@qca/base';

const PROTOCOLS = ['postgres:', 'postgresql:'];

/**
 * The PostgreSQL server that the variables name, or `undefined` when they name none and the embedded one is meant.
 *
 * Rejects: `bad-environment`, as `Refusal`.
 */
export function databaseUrlFrom(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const text = variables['DATABASE_URL'];
  if (text === undefined || PROTOCOLS.includes(URL.parse(text)?.protocol ?? '')) return text;
  // The value may hold a password and is never shown.
  throw new Refusal({
    kind: 'bad-environment',
    what: 'DATABASE_URL is not the address of a PostgreSQL server',
    where: 'environment',
    remedy: 'Write postgres://user:password@host:5432/database, or unset it to use the embedded server.',
  });
}
