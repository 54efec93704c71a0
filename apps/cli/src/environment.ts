import { Secret } from '@qca/ports';

const PASSPHRASE = 'QCA_PASSPHRASE';

/**
 * Takes the keystore's passphrase out of the environment, so that no program started from here finds it there.
 * This is the only reading of the environment in this app.
 */
export function takePassphrase(variables: NodeJS.ProcessEnv = process.env): Secret | undefined {
  const text = variables[PASSPHRASE];
  delete variables[PASSPHRASE];
  return text === undefined || text === '' ? undefined : new Secret(text);
}
