import { pathToFileURL } from 'node:url';
import { LoggedJobs } from '../src/LoggedJobs.ts';
import { ThreadWorkers } from '../src/ThreadWorkers.ts';
import { lineLog } from './lineLog.ts';

/** A process that works on the jobs of a log until it is killed. */
const [, , path = '', handler = ''] = process.argv;
const jobs = new LoggedJobs({ log: lineLog(path), retryMs: 10 });
const threads = new ThreadWorkers({ threads: 2 });
jobs.process('grid', { concurrency: 2 }, threads.worker(pathToFileURL(handler)));
process.stdout.write('ready\n');
