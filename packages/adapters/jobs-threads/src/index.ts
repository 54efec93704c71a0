export { type JobRecord, parseJobRecord } from './JobRecord.ts';
export { LoggedJobs, type LoggedJobsOptions } from './LoggedJobs.ts';
export { ThreadWorkers, type ThreadWorkersOptions } from './ThreadWorkers.ts';
