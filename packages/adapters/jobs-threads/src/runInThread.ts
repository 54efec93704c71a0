import type { MessagePort } from 'node:worker_threads';
import type { JobWorker } from '@qca/ports';

/** A job's task on its way to a thread. */
export interface ThreadTask {
  /** URL of the module whose `work` does it. */
  readonly module: string;
  readonly id: string;
  readonly body: unknown;
  readonly attempt: number;
  /** Where progress is told. */
  readonly port: MessagePort;
}

/** Runs in a thread: hands the task to the module that it names. A thread is ended rather than asked to stop: nothing aborts. */
export default async function runInThread(task: ThreadTask): Promise<unknown> {
  const { module, id, body, attempt, port } = task;
  const { work } = (await import(module)) as { readonly work?: JobWorker };
  if (work === undefined) throw new TypeError(`${module} has no function \`work\``);
  const { signal } = new AbortController();
  return work({ id, body, attempt, signal, report: (progress) => port.postMessage(progress) });
}
