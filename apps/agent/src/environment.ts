import { Refusal } from '@qca/base';
import { Secret } from '@qca/ports';
import { z } from 'zod';

const ENVIRONMENT = z.object({
  /** A PostgreSQL server to use instead of the embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
});

/** The only reading of the environment in this app. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): {
  readonly databaseUrl: string | undefined;
} {
  const parsed = ENVIRONMENT.safeParse(variables);
  if (parsed.success) return { databaseUrl: parsed.data.DATABASE_URL };
  // The value may hold a password and is never shown.
  throw new Refusal({
    kind: 'bad-environment',
    what: 'DATABASE_URL is not the address of a PostgreSQL server',
    where: 'environment',
    remedy: 'Write postgres://user:password@host:5432/database, or unset it to use the embedded server.',
  });
}

const PASSPHRASE = 'QCA_PASSPHRASE';

/** Takes the keystore's passphrase out of the environment, so that no program started from here finds it there. */
export function takePassphrase(variables: NodeJS.ProcessEnv = process.env): Secret | undefined {
  const text = variables[PASSPHRASE];
  delete variables[PASSPHRASE];
  return text === undefined || text === '' ? undefined : new Secret(text);
}
