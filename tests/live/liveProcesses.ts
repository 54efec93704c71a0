import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MILLISECOND } from '@qca/base';
import { FileKeystore } from '@qca/keystore-file';
import { encodeVenueKey, Secret } from '@qca/ports';
import type { RunningVenue } from '@qca/venue-binance';
import { KEY, pause, SECRET } from './venueHarness.ts';

const CLI = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));
const PASSPHRASE = 'a passphrase for one test';
/** A process that starts beside many others on a small machine. */
export const PATIENCE_MS = 120_000;

/** One `qca …` process and what it said. */
export interface Running {
  readonly child: ChildProcess;
  /** Both outputs, as far as they came. */
  said(): string;
  /** Standard output alone. */
  answer(): string;
  readonly ended: Promise<number | null>;
}

/** A home folder with a sealed key for a venue on this machine, and the processes that live on it. */
export class LiveHome {
  readonly home = mkdtempSync(join(tmpdir(), 'qca-live-'));
  readonly #venue: RunningVenue;
  readonly #children: ChildProcess[] = [];
  readonly #passphrasePath = join(this.home, 'passphrase');

  constructor(venue: RunningVenue) {
    this.#venue = venue;
    writeFileSync(this.#passphrasePath, `${PASSPHRASE}\n`, { mode: 0o600 });
  }

  /** Keeps the account's key under a name, sealed at little cost: what guessing costs is tested elsewhere. */
  async addKey(name: string): Promise<void> {
    const keystore = new FileKeystore({
      path: join(this.home, 'keys.json'),
      passphrase: async () => new Secret(PASSPHRASE),
      cost: { memoryKiB: 8, passes: 1, lanes: 1 },
    });
    const venue = 'binance';
    const text = encodeVenueKey({
      venue,
      key: new Secret(KEY),
      secret: new Secret(SECRET),
      password: undefined,
    });
    await keystore.add({ name, venue, createdUs: Date.now() * MILLISECOND, text });
  }

  /** `qca agent run --mode live` with a strategy file of this folder. */
  startAgent(strategy: string, ...more: readonly string[]): Running {
    const file = fileURLToPath(new URL(strategy, import.meta.url));
    const words = ['agent', 'run', '--mode', 'live', '--key', 'main', '--json', ...this.#sealed()];
    const begin = ['--venue', 'binance', '--url', this.#venue.url, '--file', file, '--budget', '100000'];
    return this.start(...words, ...(more.includes('--resume') ? [] : begin), ...more);
  }

  /** `qca agent guard`; resolves when it listens. */
  async startGuard(): Promise<Running> {
    const words = ['agent', 'guard', '--venue', 'binance', '--url', this.#venue.url, '--key', 'guard'];
    const guard = this.start(...words, ...this.#sealed());
    await until('the guard listens', () => guard.said().includes('"ready":true'));
    return guard;
  }

  start(...words: readonly string[]): Running {
    const child = spawn(process.execPath, [CLI, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#children.push(child);
    let answer = '';
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      answer += bytes.toString('utf8');
      said += bytes.toString('utf8');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8');
    });
    const ended = new Promise<number | null>((done) => void child.once('close', (code) => done(code)));
    return { child, said: () => said, answer: () => answer, ended };
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(
      this.#children.map((child) =>
        child.exitCode === null && child.signalCode === null
          ? new Promise((done) => child.once('close', done))
          : undefined,
      ),
    );
    rmSync(this.home, { recursive: true });
  }

  #sealed(): string[] {
    return ['--home', this.home, '--passphrase-file', this.#passphrasePath];
  }
}

/** Waits for what a test expects; fails by name when it takes too long. */
export async function until(what: string, look: () => boolean, about?: Running): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (!look()) {
    if (Date.now() > untilMs)
      throw new Error(`did not happen: ${what}\n${about?.said().slice(-2_000) ?? ''}`);
    await pause(20);
  }
}
