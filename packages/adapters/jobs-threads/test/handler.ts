import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { JobTask } from '@qca/ports';

export interface HandlerBody {
  readonly what: 'square' | 'spin' | 'leave' | 'fill' | 'fail' | 'leave-once' | 'slow' | 'progress';
  readonly n?: number;
  /** File to which every execution adds a line with its job's id. */
  readonly trace?: string;
}

let before = 0;

/** A handler with every vice. */
export async function work({ id, body, attempt, report }: JobTask): Promise<unknown> {
  const { what, n = 0, trace } = body as HandlerBody;
  if (trace !== undefined) appendFileSync(trace, `${id}\n`);
  before += 1;
  switch (what) {
    case 'square':
      return { square: n * n, thread: threadId, before };
    case 'spin':
      for (;;) Math.sqrt(n);
    case 'leave':
      return process.exit(7);
    case 'leave-once':
      return attempt === 1 ? process.exit(7) : 'stayed';
    case 'fill': {
      const hoard: unknown[] = [];
      for (;;) hoard.push(new Array(100_000).fill(hoard.length));
    }
    case 'fail':
      throw new Error(`no luck with ${n}`);
    case 'slow':
      await pause(n);
      return 'slow';
    case 'progress':
      report(0.5);
      await pause(n);
      return 'done';
  }
}
