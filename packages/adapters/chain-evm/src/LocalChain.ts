import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, Refusal } from '@qca/base';
import { createPublicClient, http } from 'viem';
import { z } from 'zod';
import { LOCAL_ACCOUNTS } from './localPeople.ts';

const RUNNING = z.object({
  pid: z.number().int().positive(),
  port: z.number().int(),
  chainId: z.number().int(),
});
type Running = z.infer<typeof RUNNING>;

const READY_MS_MAX = 20_000;
const STOP_MS_MAX = 10_000;
const LOOK_MS = 25;

export interface LocalChainOptions {
  /** Keeps the chain's state and the process file. */
  readonly folder: string;
  /** Any free one when absent. */
  readonly port?: number;
  readonly chainId: number;
}

/** LOCAL, for trying out: one Anvil process with accounts whose keys everybody knows. It goes on when we end. */
export class LocalChain {
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'anvil.json');
  }

  /** Where the chain of this folder answers, if one runs. */
  async url(): Promise<string | undefined> {
    const running = this.#running();
    if (running === undefined) return undefined;
    return (await answers(running)) ? urlOf(running.port) : undefined;
  }

  /**
   * Starts the chain, or finds it running. Returns where it answers.
   *
   * Rejects, as `Refusal`: `anvil-missing`, `chain-id-differs`. Faults when the process does not answer.
   */
  async start({ port, chainId }: Omit<LocalChainOptions, 'folder'>): Promise<string> {
    const running = this.#running();
    if (running !== undefined && (await answers(running))) {
      if (running.chainId === chainId) return urlOf(running.port);
      throw new Refusal({
        kind: 'chain-id-differs',
        what: `a chain with id ${running.chainId} runs in this folder, and ${chainId} is asked for`,
        where: this.#folder,
        remedy: 'Stop it first (qca chain down), or name another folder.',
      });
    }
    mkdirSync(this.#folder, { recursive: true });
    const used = port ?? (await freePort());
    const log = openSync(join(this.#folder, 'anvil.log'), 'a');
    const child = spawn(
      anvilPath(),
      [
        ...['--host', '127.0.0.1', '--port', String(used), '--chain-id', String(chainId)],
        ...['--accounts', String(LOCAL_ACCOUNTS)],
        ...['--state', join(this.#folder, 'state.json'), '--silent'],
      ],
      { detached: true, stdio: ['ignore', log, log] },
    );
    const next: Running = { pid: child.pid ?? 0, port: used, chainId };
    await ready(child, next, this.#folder);
    writeFileSync(this.#file, `${JSON.stringify(next)}\n`);
    child.unref();
    return urlOf(used);
  }

  /** Ends the chain of this folder; it keeps its state. Returns whether one was running. */
  async stop(): Promise<boolean> {
    const running = this.#running();
    if (running === undefined || !(await answers(running))) return false;
    process.kill(running.pid, 'SIGTERM');
    const untilMs = performance.now() + STOP_MS_MAX;
    while (isAlive(running.pid) && performance.now() < untilMs) await delay(LOOK_MS);
    if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL');
    rmSync(this.#file, { force: true });
    return true;
  }

  #running(): Running | undefined {
    if (!existsSync(this.#file)) return undefined;
    const parsed = RUNNING.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Whether the process is there and is the chain that it was: a number can have gone to somebody else. */
async function answers({ pid, port, chainId }: Running): Promise<boolean> {
  if (!isAlive(pid)) return false;
  try {
    return (
      (await createPublicClient({ transport: http(urlOf(port), { retryCount: 0 }) }).getChainId()) === chainId
    );
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ready(child: ChildProcess, running: Running, folder: string): Promise<void> {
  const untilMs = performance.now() + READY_MS_MAX;
  while (performance.now() < untilMs && child.exitCode === null) {
    if (await answers(running)) return;
    await delay(LOOK_MS);
  }
  child.kill('SIGKILL');
  throw new Fault(`the local chain did not come up; what it said is in ${join(folder, 'anvil.log')}`, {
    retryable: false,
  });
}

function anvilPath(): string {
  try {
    return createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil');
  } catch {
    throw new Refusal({
      kind: 'anvil-missing',
      what: 'the local chain cannot be started: Anvil is packaged for Linux on x64 only',
      where: '@foundry-rs/anvil-linux-amd64',
      remedy:
        'Run it on such a machine, or deploy to a chain that runs elsewhere: qca chain deploy --rpc <url>.',
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
