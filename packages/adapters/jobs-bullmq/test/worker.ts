import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { BullmqJobs } from '../src/BullmqJobs.ts';

/** A process that works on jobs until it is killed, and writes down each that it begins. */
const [, , url = '', prefix = '', lockMs = '', trace = ''] = process.argv;
const jobs = await BullmqJobs.open({ url, prefix, retryMs: 10, lockMs: Number(lockMs) });
jobs.process('grid', { concurrency: 2 }, async ({ id, body }) => {
  appendFileSync(trace, `${id}\n`);
  await pause((body as { readonly ms: number }).ms);
  return id;
});
