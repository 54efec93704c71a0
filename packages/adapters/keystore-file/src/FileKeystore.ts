import { timingSafeEqual } from 'node:crypto';
import { Refusal, type TimeUs } from '@qca/base';
import { isStorableText, refuseBadSecretName, Secret, type Secrets, unknownSecret } from '@qca/ports';
import {
  ENTRIES_MAX,
  FILE_BYTES_MAX,
  FORMAT,
  formatKeystore,
  type KeystoreCost,
  type KeystoreFile,
  parseKeystore,
  VERSION,
  vouchedFor,
} from './keystoreFormat.ts';
import { readPrivateFile, replacePrivateFile } from './privateFile.ts';
import { type Derivation, type DerivedKey, deriveKey, newDerivation, seal, unseal } from './seal.ts';

/** A guess costs 64 MiB and three passes. Source: RFC 9106 §4, second recommended option, with one lane for two cores. */
const COST: KeystoreCost = { memoryKiB: 65_536, passes: 3, lanes: 1 };

/** Shorter ones are found by guessing, whatever a guess costs. */
const PASSPHRASE_LENGTH_MIN = 12;

/** Room for a key, a secret and a private key in PEM. */
const TEXT_LENGTH_MAX = 16_384;

const VENUE = /^[a-z0-9][a-z0-9-]{0,49}$/;

export interface FileKeystoreOptions {
  readonly path: string;
  /** Asked when it is first needed, and once. */
  readonly passphrase: () => Promise<Secret>;
  /** What deriving the key costs, for files written from now on; the default takes about 0.1 s. */
  readonly cost?: KeystoreCost;
}

/** What can be seen of an entry without the passphrase. */
export interface KeystoreEntry {
  readonly name: string;
  readonly venue: string;
  readonly createdUs: TimeUs;
}

/**
 * Secrets in a file sealed by a passphrase.
 *
 * Rejects, as `Refusal`: `wrong-passphrase`, `weak-passphrase` for a new keystore, `damaged-keystore`, `tampered-keystore`,
 * `newer-keystore`, `open-permissions`, `keystore-in-use`.
 */
export class FileKeystore implements Secrets {
  readonly #path: string;
  readonly #cost: KeystoreCost;
  readonly #ask: () => Promise<Secret>;
  #passphrase: Promise<Secret> | undefined;
  #derived: { readonly salt: string; readonly key: DerivedKey } | undefined;

  constructor({ path, passphrase, cost = COST }: FileKeystoreOptions) {
    this.#path = path;
    this.#cost = cost;
    this.#ask = passphrase;
  }

  /** Needs no passphrase; names and venues are proven only when an entry is read. */
  async entries(): Promise<readonly KeystoreEntry[]> {
    const entries = this.#file()?.entries ?? [];
    return entries.map(({ name, venue, createdUs }) => ({ name, venue, createdUs }));
  }

  async names(): Promise<readonly string[]> {
    return (await this.entries()).map((entry) => entry.name);
  }

  async read(name: string): Promise<Secret> {
    refuseBadSecretName(name);
    const file = this.#file();
    if (!file?.entries.some((entry) => entry.name === name)) throw unknownSecret(name, this.#path);
    return this.#open(file, await this.#unlock(file), name);
  }

  /** Rejects, as `Refusal`, also: `bad-secret-name`, `bad-venue`, `bad-secret`, `secret-exists`, `keystore-full`. */
  async add(entry: KeystoreEntry & { readonly text: Secret }): Promise<void> {
    refuseBadSecretName(entry.name);
    this.#refuseBadEntry(entry);
    await this.#change((entries) => {
      if (entries.some((each) => each.name === entry.name)) throw this.#exists(entry.name);
      if (entries.length >= ENTRIES_MAX) throw this.#full();
      return [...entries, entry].sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  /** Rejects, as `Refusal`, also: `unknown-secret`. */
  async remove(name: string): Promise<void> {
    refuseBadSecretName(name);
    await this.#change((entries) => {
      if (!entries.some((each) => each.name === name)) throw unknownSecret(name, this.#path);
      return entries.filter((each) => each.name !== name);
    });
  }

  #file(): KeystoreFile | undefined {
    const text = readPrivateFile(this.#path, FILE_BYTES_MAX);
    return text === undefined ? undefined : parseKeystore(text, this.#path);
  }

  async #change(change: (entries: readonly OpenEntry[]) => readonly OpenEntry[]): Promise<void> {
    await replacePrivateFile(this.#path, async () => {
      const file = this.#file();
      const entries = change(file === undefined ? [] : await this.#openAll(file));
      if (file === undefined) refuseWeak(await this.#askOnce(), this.#path);
      return formatKeystore(await this.#seal(entries));
    });
  }

  /** Seals everything anew: with another salt, so another key, and other nonces. */
  async #seal(entries: readonly OpenEntry[]): Promise<Omit<KeystoreFile, 'sha256'>> {
    const derivation = newDerivation(this.#cost);
    const { key, check } = await this.#derive(derivation);
    const blank = entries.map(({ name, venue, createdUs }) => {
      return { name, venue, createdUs, nonce: '', tag: '', sealed: '' };
    });
    const file = { format: FORMAT, version: VERSION, derivation, entries: blank } as const;
    const sealed = entries.map(({ name, venue, createdUs, text }) => {
      return { name, venue, createdUs, ...seal(key, text, vouchedFor(file, name)) };
    });
    return { format: FORMAT, version: VERSION, derivation, check, entries: sealed };
  }

  async #openAll(file: KeystoreFile): Promise<readonly OpenEntry[]> {
    const key = await this.#unlock(file);
    return file.entries.map(({ name, venue, createdUs }) => {
      return { name, venue, createdUs, text: this.#open(file, key, name) };
    });
  }

  #open(file: KeystoreFile, { key }: DerivedKey, name: string): Secret {
    const entry = file.entries.find((each) => each.name === name);
    const text = entry === undefined ? undefined : unseal(key, entry, vouchedFor(file, name));
    if (text !== undefined) return new Secret(text);
    throw new Refusal({
      kind: 'tampered-keystore',
      what: `the seal of ${name} is broken: the keystore was changed by something else than this program`,
      where: this.#path,
      remedy: 'Put a copy back, and replace the keys at the venues if you do not know who changed it.',
    });
  }

  async #unlock(file: KeystoreFile): Promise<DerivedKey> {
    const derived = await this.#derive(file.derivation);
    if (timingSafeEqual(Buffer.from(derived.check), Buffer.from(file.check))) return derived;
    this.#passphrase = undefined; // a person may be asked again
    this.#derived = undefined;
    throw new Refusal({
      kind: 'wrong-passphrase',
      what: 'the passphrase does not open this keystore',
      where: this.#path,
      remedy:
        'Give the passphrase it was made with. It cannot be found out; without it, add the keys to a new file.',
    });
  }

  async #derive(derivation: Derivation): Promise<DerivedKey> {
    // Deriving is slow on purpose; the file changes seldom.
    const salt = JSON.stringify(derivation);
    if (this.#derived?.salt === salt) return this.#derived.key;
    const key = await deriveKey(await this.#askOnce(), derivation);
    this.#derived = { salt, key };
    return key;
  }

  #askOnce(): Promise<Secret> {
    this.#passphrase ??= this.#ask();
    return this.#passphrase;
  }

  #refuseBadEntry({ venue, text, createdUs }: KeystoreEntry & { readonly text: Secret }): void {
    if (!VENUE.test(venue)) {
      const remedy = 'Use 1 to 50 small letters, digits or dashes.';
      throw new Refusal({
        kind: 'bad-venue',
        what: 'this is not the name of a venue',
        where: '--venue',
        remedy,
      });
    }
    const plain = text.reveal();
    if (plain !== '' && isStorableText(plain, TEXT_LENGTH_MAX) && Number.isSafeInteger(createdUs)) return;
    const what = `a secret of ${plain.length} characters, where 1 to ${TEXT_LENGTH_MAX} of Unicode text are kept`;
    throw new Refusal({ kind: 'bad-secret', what, where: this.#path, remedy: 'Give the key itself.' });
  }

  #exists(name: string): Refusal {
    return new Refusal({
      kind: 'secret-exists',
      what: `something is kept under the name ${name} already`,
      where: this.#path,
      remedy: 'Choose another name, or remove it first: qca keys remove.',
    });
  }

  #full(): Refusal {
    return new Refusal({
      kind: 'keystore-full',
      what: `the keystore has ${ENTRIES_MAX} entries already`,
      where: this.#path,
      remedy: 'Remove those that are not used, or use another file.',
    });
  }
}

interface OpenEntry extends KeystoreEntry {
  readonly text: Secret;
}

function refuseWeak(passphrase: Secret, path: string): void {
  const { length } = passphrase.reveal();
  if (length >= PASSPHRASE_LENGTH_MIN) return;
  throw new Refusal({
    kind: 'weak-passphrase',
    what: `a passphrase of ${length} characters can be guessed`,
    where: path,
    remedy: `Use at least ${PASSPHRASE_LENGTH_MIN} characters: five random words, for example.`,
  });
}
