import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** What a process costs so far. */
export interface Usage {
  readonly cpuMs: number;
  /** After collecting garbage. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** What is asked of a process, by name: what is handed over, and what comes back. */
export interface Calls {
  /** Gives the bare server what it is to answer, by path. */
  serve: { readonly given: Readonly<Record<string, string>>; readonly back: null };
  usage: { readonly given: null; readonly back: Usage };
  /** Sends `rounds` deltas: every `everyMs`, or when that is 0 as soon as fewer than `ahead` are on their way. */
  publish: {
    readonly given: { readonly rounds: number; readonly everyMs: number; readonly ahead: number };
    /** When each was handed to the server, by the machine's own clock. Units: ns. */
    readonly back: readonly number[];
  };
  /** Everybody has the first so many of the deltas that are being sent. */
  arrived: { readonly given: number; readonly back: null };
}

export type Request = {
  [Name in keyof Calls]: { readonly id: number; readonly name: Name; readonly given: Calls[Name]['given'] };
}[keyof Calls];

export type Reply =
  | { readonly ready: string }
  | { readonly id: number; readonly back: unknown }
  | { readonly id: number; readonly failed: string };

type Waiting = Map<number, { done(back: unknown): void; fail(error: Error): void }>;

/** Starting the platform in memory takes a second; on a busy machine some more. */
const START_MS_MAX = 120_000;

/** A server in a process of its own, so that whoever measures does not share its event loop. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #waiting: Waiting;
  #next = 1;

  private constructor(url: string, child: ChildProcess, waiting: Waiting) {
    this.url = url;
    this.#child = child;
    this.#waiting = waiting;
  }

  static start(kind: 'ours' | 'bare', flags: readonly string[] = []): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, 'serverMain.ts'), [kind], {
      execArgv: ['--expose-gc', ...flags],
      // A server writes a line for every request; nobody reads them here, but they are written.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const waiting: Waiting = new Map();
    return new Promise((done, fail) => {
      const late = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX);
      child.on('message', (reply: Reply) => {
        if ('ready' in reply) {
          clearTimeout(late);
          return done(new ServerProcess(reply.ready, child, waiting));
        }
        const asked = waiting.get(reply.id);
        waiting.delete(reply.id);
        if ('failed' in reply) asked?.fail(new Error(reply.failed));
        else asked?.done(reply.back);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        const error = new Error(`the server "${kind}" ended: ${signal ?? code}`);
        fail(error);
        for (const each of waiting.values()) each.fail(error);
      });
    });
  }

  ask<Name extends keyof Calls>(name: Name, given: Calls[Name]['given']): Promise<Calls[Name]['back']> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done: done as (back: unknown) => void, fail });
      this.#child.send({ id, name, given } as Request);
    });
  }

  close(): void {
    this.#child.kill('SIGTERM');
  }
}
