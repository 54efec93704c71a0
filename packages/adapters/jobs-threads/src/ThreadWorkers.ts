import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { JobWorker } from '@qca/ports';
import { Piscina } from 'piscina';
import type { ThreadTask } from './runInThread.ts';

export interface ThreadWorkersOptions {
  /** Jobs at a time: as many as there are cores to give. */
  readonly threads: number;
  /** Bound of each thread's heap; beyond it the attempt fails and the thread is replaced. */
  readonly memoryMbMax?: number;
}

const MEMORY_MB_MAX = 2048;

/**
 * Threads that do jobs. What a job's module has loaded stays loaded in its thread for the next one.
 *
 * A job that is cancelled or stopped loses its thread, whatever it is doing; a thread that ends by itself fails the job and is
 * replaced.
 */
export class ThreadWorkers {
  readonly #pool: Piscina<ThreadTask, unknown>;

  constructor({ threads, memoryMbMax = MEMORY_MB_MAX }: ThreadWorkersOptions) {
    this.#pool = new Piscina({
      filename: fileURLToPath(new URL('./runInThread.ts', import.meta.url)),
      // Begun when there is work for them, and kept.
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: memoryMbMax },
      // Threads that block while they wait for work would also hold up what a module still has to do.
      atomics: 'disabled',
    });
  }

  /** A worker for `Jobs.process`: the function `work` of a module, called in a thread with everything of its task. */
  worker(module: URL): JobWorker {
    return async ({ id, body, attempt, signal, report }) => {
      signal.throwIfAborted();
      const { port1, port2 } = new MessageChannel();
      port1.on('message', report);
      try {
        const task: ThreadTask = { module: module.href, id, body, attempt, port: port2 };
        return await this.#pool.run(task, { signal, transferList: [port2] });
      } finally {
        port1.close();
      }
    };
  }

  /** Ends the threads; jobs that still run in them fail. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
