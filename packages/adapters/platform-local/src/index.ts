export { createMemoryMeetingPlace } from './createMemoryMeetingPlace.ts';
