export { BullmqJobs, type BullmqJobsOptions } from './BullmqJobs.ts';
