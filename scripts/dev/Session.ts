import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Longer than a session needs to close what it holds. */
const END_MS = 5_000;

interface SessionOptions {
  /** File that the session runs. It takes its settings, as JSON, from its first argument. */
  readonly program: string;
  readonly settings: unknown;
  readonly say: (text: string) => void;
}

/** A process that is started anew whenever its code changes. One that fails waits for the next change. */
export class Session {
  readonly #options: SessionOptions;
  #child: ChildProcess | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  start(): void {
    const { program, settings, say } = this.#options;
    const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#child = child;
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      say(`Agent and server ended (${signal ?? code}); they start again with the next change.`);
    });
  }

  /** Changes that come while it starts are taken in turn. */
  restart(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      await this.stop();
      this.start();
    });
    return this.#turn;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const patience = setTimeout(() => void child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(patience);
  }
}
