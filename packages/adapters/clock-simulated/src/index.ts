export { createSimulatedClock } from './createSimulatedClock.ts';
