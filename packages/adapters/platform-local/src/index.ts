export { createMemoryMeetingPlace } from './createMemoryMeetingPlace.ts';
export { MemoryBus } from './MemoryBus.ts';
export { MemoryCache } from './MemoryCache.ts';
export { MemoryJobs } from './MemoryJobs.ts';
export { MemorySecrets } from './MemorySecrets.ts';
