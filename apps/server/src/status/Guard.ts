import { createConnection, type Socket } from 'node:net';
import { Fault } from '@qca/base';
import { z } from 'zod';

/** The guard acts within a second or not at all. */
const ANSWER_MS_MAX = 2_000;

/** Whether it is there is asked by every probe of readiness. */
const PROBE_MS_MAX = 500;

/** A guard's answer is one short line; more is not a guard. */
const ANSWER_BYTES_MAX = 4_096;

/** What the guard says when nothing new can be sent any more. `commandId` is another where it was killed before. */
const killed = z.object({ ok: z.literal(true), commandId: z.string().optional(), atUs: z.number() });
export type Killed = z.infer<typeof killed>;

export interface KillOrder {
  readonly commandId: string;
  readonly who: string;
  readonly why: string;
}

/** The kill switch's own process, reached over its local socket: it works when database and agent do not. */
export class Guard {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Pulls the switch. Returns when no new exposure is possible. Rejects, as `Fault`, when the guard does not say so. */
  async kill(order: KillOrder): Promise<Killed> {
    const line = await this.#ask(JSON.stringify({ kind: 'kill', ...order }));
    const parsed = killed.safeParse(parseLine(line));
    if (parsed.success) return parsed.data;
    throw new Fault(`the guard answered ${JSON.stringify(line.slice(0, 200))}`, { retryable: true });
  }

  /** Whether it answers. */
  async isThere(): Promise<boolean> {
    try {
      await this.#ask(JSON.stringify({ kind: 'status' }), PROBE_MS_MAX);
      return true;
    } catch {
      return false;
    }
  }

  #ask(line: string, waitMs = ANSWER_MS_MAX): Promise<string> {
    return new Promise((done, fail) => {
      const socket: Socket = createConnection(this.#path);
      let heard = '';
      const give = (why: string, cause?: unknown): void => {
        clearTimeout(timer);
        socket.destroy();
        fail(new Fault(`the guard ${why}`, { retryable: true, cause }));
      };
      const timer = setTimeout(() => give('did not answer in time'), waitMs);
      socket.setEncoding('utf8');
      socket.once('connect', () => socket.write(`${line}\n`));
      socket.on('data', (text: string) => {
        heard += text;
        if (heard.length > ANSWER_BYTES_MAX) return give('said too much');
        const end = heard.indexOf('\n');
        if (end < 0) return;
        clearTimeout(timer);
        socket.destroy();
        done(heard.slice(0, end));
      });
      socket.once('error', (cause) => give('cannot be reached', cause));
      socket.once('close', () => give('closed without an answer'));
    });
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
