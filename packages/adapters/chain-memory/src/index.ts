export { MemoryBlocks, type MemoryContract, type MemoryRefusal, type MemorySent } from './MemoryBlocks.ts';
export { MemoryChain, type MemoryIntent, MemoryIntents } from './MemoryChain.ts';
