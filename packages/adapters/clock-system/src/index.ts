export { createPacedClock, type PacedClockOptions } from './createPacedClock.ts';
export { createSystemClock, type MachineTime } from './createSystemClock.ts';
