export { createMemoryMeetingPlace } from './createMemoryMeetingPlace.ts';
export { MemoryBus } from './MemoryBus.ts';
export { MemoryCache } from './MemoryCache.ts';
export { MemorySecrets } from './MemorySecrets.ts';
