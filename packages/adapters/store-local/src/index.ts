export { createFileStore, type FileStoreOptions } from './createFileStore.ts';
export { createMemoryStore } from './createMemoryStore.ts';
export { MemoryJournal } from './MemoryJournal.ts';
