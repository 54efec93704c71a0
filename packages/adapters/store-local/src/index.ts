export { createFileStore, type FileStoreOptions } from './createFileStore.ts';
export { createMemoryStore } from './createMemoryStore.ts';
export { FileChainEvents } from './FileChainEvents.ts';
export { FileRecordLog, type FileRecordLogOptions } from './FileRecordLog.ts';
export { MemoryChainEvents } from './MemoryChainEvents.ts';
export { MemoryJournal } from './MemoryJournal.ts';
