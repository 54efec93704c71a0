import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { Refusal } from '@qca/base';
import { FRAME, HEADER_BYTES, type RefusedFrame, RUN_REFUSALS, WORDS_MAX } from './frames.ts';
import { ENVIRONMENT, type Launch } from './walls.ts';

const REFUSED_BYTES_MAX = 8 * WORDS_MAX;
/** The last words of a runtime that falls are enough to tell why. */
const ERROR_TEXT_MAX = 4_096;
/** A child that is gone has said all it had to say after so long; who else holds its pipes is not waited for. */
const PIPES_MS = 1_000;

interface Waiting {
  readonly kind: number;
  readonly bytes: number;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Refusal) => void;
}

/**
 * One child and the talk with it: one question, one answer.
 *
 * Nothing it says is believed before its kind and length are what was asked for, and nothing it does outlives it.
 */
export class ModelProcess {
  readonly #child: ChildProcess;
  readonly #where: string;
  #received: Buffer = Buffer.alloc(0);
  #errorText = '';
  #waiting: Waiting | undefined;
  #ended: Refusal | undefined;
  #exit: Promise<void>;

  constructor({ command, arguments: words }: Launch, where: string) {
    this.#where = where;
    this.#child = spawn(command, words, {
      env: ENVIRONMENT,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stdout!.on('data', (bytes: Buffer) => this.#hear(bytes));
    this.#child.stderr!.on('data', (bytes: Buffer) => {
      this.#errorText = (this.#errorText + bytes.toString('latin1')).slice(-ERROR_TEXT_MAX);
    });
    // A child that fell no longer reads: its exit says why, and a broken pipe would only say that.
    this.#child.stdin!.on('error', () => undefined);
    this.#child.on('error', (error) =>
      this.#end('model-crashed', `the process did not start: ${error.message}`),
    );
    this.#exit = new Promise((done) => {
      this.#child.on('close', (code, signal) => {
        this.#end(...causeOf({ code, signal, text: this.#errorText }));
        done();
      });
      this.#child.on('error', () => done());
    });
    this.#child.on('exit', () => {
      const timer = setTimeout(() => {
        this.#child.stdout!.destroy();
        this.#child.stderr!.destroy();
      }, PIPES_MS);
      this.#child.on('close', () => clearTimeout(timer));
    });
  }

  send(kind: number, bytes: Uint8Array): void {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(bytes.length, 0);
    header[4] = kind;
    this.#child.stdin!.write(header);
    this.#child.stdin!.write(bytes);
  }

  /** Waits for the one answer of that kind and length. Rejects, as `Refusal`, with the reason why there is none. */
  receive(kind: number, bytes: number, timeoutMs: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      const timer = setTimeout(
        () => this.#end('model-timeout', `no answer within ${timeoutMs} ms`),
        timeoutMs,
      );
      this.#waiting = {
        kind,
        bytes,
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (reason) => {
          clearTimeout(timer);
          reject(reason);
        },
      };
      this.#take();
    });
  }

  /** Whether it is alive, and nothing is asked of it. */
  get isWaiting(): boolean {
    return this.#ended === undefined && this.#waiting === undefined && this.#received.length === 0;
  }

  /** Lets this process end without it. */
  release(): void {
    for (const each of this.#handles()) each.unref();
  }

  /** Takes `release` back. */
  hold(): void {
    for (const each of this.#handles()) each.ref();
  }

  /** Returns the refusal that tells of an end. */
  ending(kind: string, what: string): Refusal {
    return new Refusal({ kind, what, where: this.#where, remedy: REMEDIES[kind] ?? REMEDY });
  }

  /** Ends the child, and waits until it is gone. */
  async close(): Promise<void> {
    this.#end('model-crashed', 'the model was closed');
    await this.#exit;
  }

  #handles(): readonly { ref(): unknown; unref(): unknown }[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, ...([stdin, stdout, stderr] as unknown as Socket[])];
  }

  #hear(bytes: Buffer): void {
    if (this.#ended !== undefined) return;
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    this.#take();
  }

  #take(): void {
    if (this.#received.length < HEADER_BYTES) return;
    const length = this.#received.readUInt32LE(0);
    const kind = this.#received[4];
    const isRefusal = kind === FRAME.refused && length <= REFUSED_BYTES_MAX;
    const isAnswer =
      this.#waiting !== undefined && kind === this.#waiting.kind && length === this.#waiting.bytes;
    if (!isRefusal && !isAnswer) {
      this.#end('model-crashed', 'its process said what it was not asked');
      return;
    }
    if (this.#received.length < HEADER_BYTES + length) return;
    if (!isRefusal && this.#received.length > HEADER_BYTES + length) {
      this.#end('model-crashed', 'its process said more than it was asked');
      return;
    }
    const answer = new Uint8Array(length);
    answer.set(this.#received.subarray(HEADER_BYTES, HEADER_BYTES + length));
    this.#received = Buffer.alloc(0);
    if (isRefusal) {
      this.#end(...readRefused(answer));
      return;
    }
    const waiting = this.#waiting!;
    this.#waiting = undefined;
    waiting.resolve(answer);
  }

  #end(kind: string, what: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = this.ending(kind, what);
    this.#child.kill('SIGKILL');
    this.#waiting?.reject(this.#ended);
    this.#waiting = undefined;
    this.#received = Buffer.alloc(0);
  }
}

const REMEDY = 'docs/models.md says what a model may do.';
const REMEDIES: Readonly<Record<string, string>> = {
  'model-out-of-turns': 'Do less in one step: keep running sums instead of going over the history.',
  'model-timeout': 'Do less in one step.',
  'model-out-of-memory': 'Keep less: a window of bars instead of all of them.',
};

/** A stranger's text is data: its kind is one of ours, and its words are cut and kept to one line. */
function readRefused(bytes: Uint8Array): [kind: string, what: string] {
  try {
    const { kind, what } = JSON.parse(Buffer.from(bytes).toString('utf8')) as RefusedFrame;
    if (RUN_REFUSALS.includes(kind) && typeof what === 'string') return [kind, oneLine(what)];
  } catch {
    // Falls through: what is no refusal is a fall.
  }
  return ['model-crashed', 'its process said what nobody understands'];
}

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly text: string;
}

function causeOf({ code, signal, text }: Exit): [kind: string, what: string] {
  if (/out of memory|bad_alloc|Cannot allocate memory|\bOOM\b/i.test(text)) {
    return ['model-out-of-memory', 'its process ran out of memory'];
  }
  if (signal === 'SIGXCPU') return ['model-timeout', 'its process used up its processor time'];
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  const last = text.trim().split('\n').at(-1) ?? '';
  return ['model-crashed', `its process ${how}${last === '' ? '' : `: ${oneLine(last)}`}`];
}

function oneLine(words: string): string {
  // Also what a terminal or a page would not show: marks that turn the direction of a text, and its other line ends.
  return words.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, WORDS_MAX);
}
