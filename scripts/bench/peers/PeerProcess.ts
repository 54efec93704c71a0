import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Details, Runner } from '../Workload.ts';

/** What a peer answers to each `run`: seconds it took, how much it did in that time, and its end state. */
interface Answer {
  readonly seconds: number;
  readonly count: number;
  readonly details?: Details;
}

/**
 * A peer in a process of its own. It says `{"name","version"}` when its data is ready, then answers every line
 * `run` with one line of JSON; what it compiles on its first call is spent in the warm-up.
 */
export class PeerProcess implements Runner {
  readonly name: string;
  readonly version: string;
  /** Peers compile on their first call or not at all, and some take twenty seconds a run. */
  readonly warmUps = 1;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterableIterator<string>;
  #details: Details = {};

  private constructor(
    child: ChildProcess,
    lines: AsyncIterableIterator<string>,
    name: string,
    version: string,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.name = name;
    this.version = version;
  }

  /** Starts `command` and waits until it is ready. Crashes with what it printed when it cannot. */
  static async start(command: string, args: readonly string[]): Promise<PeerProcess> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors = `${errors}${text}`.slice(-2000);
    });
    child.stdin.on('error', () => {}); // a peer that died is reported by its missing answer
    const spawned = new Promise<void>((resolve, fail) => child.once('spawn', resolve).once('error', fail));
    await spawned;
    const reader: Interface = createInterface({ input: child.stdout });
    const lines = reader[Symbol.asyncIterator]();
    try {
      const ready = await lines.next();
      if (ready.done) throw new Error(`${args[0]} ended before it was ready: ${lastLine(errors)}`);
      const { name, version } = JSON.parse(ready.value);
      return new PeerProcess(child, lines, name, version);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  async run(): Promise<number> {
    this.#child.stdin!.write('run\n');
    const line = await this.#lines.next();
    if (line.done) throw new Error(`${this.name} ended without an answer`);
    const answer: Answer = JSON.parse(line.value);
    this.#details = answer.details ?? {};
    return answer.count / answer.seconds;
  }

  details(): Details {
    return this.#details;
  }

  close(): void {
    this.#child.kill();
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
