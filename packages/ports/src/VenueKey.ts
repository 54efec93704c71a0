import { Refusal } from '@qca/base';
import { Secret, type Secrets } from './Secrets.ts';

/** What a venue gave us to sign requests with. Everything it is kept as is one secret. */
export interface VenueKey {
  readonly venue: string;
  /** The public half, sent with each request. It is not shown either: it names our account. */
  readonly key: Secret;
  readonly secret: Secret;
  /** A third word that some venues ask for. */
  readonly password: Secret | undefined;
}

/** Returns a key as the one text that is kept. */
export function encodeVenueKey({ venue, key, secret, password }: VenueKey): Secret {
  const parts = { venue, key: key.reveal(), secret: secret.reveal(), password: password?.reveal() };
  return new Secret(JSON.stringify(parts));
}

/**
 * Reads the key kept under `name`, which must be one for `venue`.
 *
 * Rejects, as `Refusal`: `unknown-secret`, `no-venue-key` when something else is kept there, `wrong-venue`.
 */
export async function readVenueKey(
  secrets: Secrets,
  { name, venue }: { readonly name: string; readonly venue: string },
): Promise<VenueKey> {
  const parts = partsOf(await secrets.read(name));
  if (parts === undefined) {
    throw new Refusal({
      kind: 'no-venue-key',
      what: `what is kept as ${name} is not the key of a venue`,
      where: `secret ${name}`,
      remedy: 'Add the key with qca keys add.',
    });
  }
  if (parts.venue !== venue) {
    throw new Refusal({
      kind: 'wrong-venue',
      what: `the key ${name} is for ${parts.venue}, not for ${venue}`,
      where: `secret ${name}`,
      remedy: `Name a key for ${venue}; qca keys list shows which venue each is for.`,
    });
  }
  const { key, secret, password } = parts;
  return {
    venue,
    key: new Secret(key),
    secret: new Secret(secret),
    password: password === undefined ? undefined : new Secret(password),
  };
}

interface Parts {
  readonly venue: string;
  readonly key: string;
  readonly secret: string;
  readonly password?: string;
}

function partsOf(kept: Secret): Parts | undefined {
  try {
    const parts: Partial<Parts> | null = JSON.parse(kept.reveal());
    const texts = [parts?.venue, parts?.key, parts?.secret, parts?.password ?? ''];
    return texts.every((text) => typeof text === 'string') ? (parts as Parts) : undefined;
  } catch {
    return undefined; // and not the parser's message, which repeats the text
  }
}
