import { canonicalJson, Refusal, sha256 } from '@qca/base';
import { z } from 'zod';

// The file as it is on the disk: JSON that people can look at, where all but names, venues and times is encrypted.

export const FORMAT = 'qca-keystore';
export const VERSION = 1;

/** A handful of venues with a few keys each. */
export const ENTRIES_MAX = 100;

/** A hundred entries of 16 KiB, in base 64. */
export const FILE_BYTES_MAX = 4 * 1_048_576;

const bytes = (length: number) =>
  z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === length, { error: `not ${length} bytes` });

const entrySchema = z.strictObject({
  name: z.string(),
  venue: z.string(),
  createdUs: z.int(),
  nonce: bytes(12),
  tag: bytes(16),
  sealed: z.base64(),
});

// Bounds, so that a changed file cannot make us use all memory or wait for hours.
const costSchema = z.strictObject({
  memoryKiB: z.int().min(8).max(1_048_576),
  passes: z.int().min(1).max(20),
  lanes: z.int().min(1).max(8),
});

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  derivation: z.strictObject({ method: z.literal('argon2id'), ...costSchema.shape, salt: bytes(32) }),
  /** Tells a wrong passphrase from a changed file. */
  check: bytes(32),
  entries: z.array(entrySchema).max(ENTRIES_MAX),
  /** Digest of all the rest: tells damage by accident. Whoever changes the file on purpose meets the seals. */
  sha256: z.string(),
});

export type KeystoreCost = z.infer<typeof costSchema>;
export type KeystoreFile = z.infer<typeof fileSchema>;
export type SealedEntry = z.infer<typeof entrySchema>;

/** Returns the file's text, with its digest. */
export function formatKeystore(file: Omit<KeystoreFile, 'sha256'>): string {
  return `${JSON.stringify({ ...file, sha256: sha256(canonicalJson(file)) }, null, 2)}\n`;
}

/** Rejects, as `Refusal`: `damaged-keystore`, `newer-keystore`. */
export function parseKeystore(text: string, path: string): KeystoreFile {
  const document = parseJson(text, path);
  refuseNewer(document, path);
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a keystore'}`, path);
  }
  const { sha256: digest, ...rest } = parsed.data;
  if (sha256(canonicalJson(rest)) !== digest) throw damaged('its digest does not fit', path);
  const names = parsed.data.entries.map((entry) => entry.name);
  if (new Set(names).size !== names.length) throw damaged('a name is in it twice', path);
  return parsed.data;
}

/**
 * Returns what a seal vouches for beside its text: format, version, derivation, and every entry's name, venue and time.
 * So no entry can be renamed, moved to another keystore, put back from an older one or taken away without the others.
 */
export function vouchedFor(file: Omit<KeystoreFile, 'sha256' | 'check'>, name: string): Buffer {
  const entries = file.entries.map(({ name, venue, createdUs }) => ({ name, venue, createdUs }));
  const { format, version, derivation } = file;
  return Buffer.from(canonicalJson({ format, version, derivation, entries, name }));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged('it is not whole JSON', path);
  }
}

function refuseNewer(document: unknown, path: string): void {
  const newer = z.object({ format: z.literal(FORMAT), version: z.int().gt(VERSION) }).safeParse(document);
  if (!newer.success) return;
  throw new Refusal({
    kind: 'newer-keystore',
    what: `the keystore has version ${newer.data.version}, and this build knows ${VERSION}`,
    where: path,
    remedy: 'Use the build that wrote it, or a newer one.',
  });
}

function damaged(what: string, path: string): Refusal {
  return new Refusal({
    kind: 'damaged-keystore',
    what: `the keystore cannot be read: ${what}`,
    where: path,
    remedy: 'Put a copy back, or delete the file and add the keys again.',
  });
}
