import { Refusal } from '@qca/base';

/** What stands in the place of a secret wherever it is printed. */
const SHOWN = '[secret]';

/** Node's name for the method that says how `console.log` and error messages show an object. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Text that must not be seen: however it is printed, joined, logged or sent, `[secret]` is what comes out. Only `reveal`
 * gives the text, so a search for that word finds every place that uses one.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: hand it on at once to what needs it, and keep it nowhere. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  [INSPECT](): string {
    return SHOWN;
  }
}

/** Where secrets are kept: a keystore file, a hardware module. What was read is not kept. */
export interface Secrets {
  /** Rejects, as `Refusal`: `unknown-secret`, and what the place refuses when it is locked or damaged. */
  read(name: string): Promise<Secret>;
  /** In code-point order. */
  names(): Promise<readonly string[]>;
}

const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Rejects, as `Refusal`: `bad-secret-name`. */
export function refuseBadSecretName(name: string): void {
  if (SECRET_NAME.test(name)) return;
  throw new Refusal({
    kind: 'bad-secret-name',
    what: 'this is not the name of a secret', // and is not repeated: it may be the secret itself
    where: 'secret name',
    remedy: 'Use 1 to 64 letters, digits, dots, underscores or dashes, starting with a letter or digit.',
  });
}

/** Tells that nothing is kept under a name. */
export function unknownSecret(name: string, where: string): Refusal {
  return new Refusal({
    kind: 'unknown-secret',
    what: `nothing is kept under the name ${JSON.stringify(name)}`,
    where,
    remedy: 'See which names there are with qca keys list, or add it with qca keys add.',
  });
}
