export { FileKeystore, type FileKeystoreOptions, type KeystoreEntry } from './FileKeystore.ts';
export type { KeystoreCost } from './keystoreFormat.ts';
export { readPassphraseFile } from './readPassphraseFile.ts';
export { takePassphrase } from './takePassphrase.ts';
