import { Secret } from '@qca/ports';

const PASSPHRASE = 'QCA_PASSPHRASE';

/** Takes the keystore's passphrase out of the variables, so that no program started with them finds it there. */
export function takePassphrase(variables: Record<string, string | undefined>): Secret | undefined {
  const text = variables[PASSPHRASE];
  delete variables[PASSPHRASE];
  return text === undefined || text === '' ? undefined : new Secret(text);
}
