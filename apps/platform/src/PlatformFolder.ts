import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault, Refusal } from '@qca/base';
import { isRunning } from './isRunning.ts';

/** What programs find in `platform.json`: where the platform is and how to talk to it. No secret stands in it. */
export interface PlatformFile {
  readonly pid: number;
  readonly startedUs: number;
  readonly port: number | null;
  readonly url: string | null;
  readonly tokenPath: string;
  readonly guardSocket: string | null;
  readonly roles: Readonly<Record<string, number | null>>;
}

/** Name under which the operator signs in. */
export const OPERATOR = 'operator';

/**
 * The folder of one platform:
 *
 *   platform.lock      process number of the one supervisor that runs here
 *   platform.json      where it answers
 *   api.token          lets programs in; 0600
 *   operator.password  made at the first start; 0600
 *   logs/              one log per role
 */
export class PlatformFolder {
  readonly path: string;
  #isOurs = false;

  constructor(path: string) {
    this.path = resolve(path);
    try {
      mkdirSync(join(this.path, 'logs'), { recursive: true });
    } catch (cause) {
      throw unwritable(this.path, cause as NodeJS.ErrnoException);
    }
  }

  /** A word in the command line of every role of this folder, and of no other process. */
  get marker(): string {
    return `folder=${encodeURIComponent(this.path)}`;
  }

  get tokenPath(): string {
    return join(this.path, 'api.token');
  }

  get passwordPath(): string {
    return join(this.path, 'operator.password');
  }

  /** There while the kill switch is pulled. */
  get killLockPath(): string {
    return join(this.path, 'kill.lock');
  }

  logPath(role: string): string {
    return join(this.path, 'logs', `${role}.log`);
  }

  /** Takes the folder for this process. Rejects, as `Refusal`: `folder-in-use`. Ends roles that a killed supervisor left. */
  lock(): void {
    const path = join(this.path, 'platform.lock');
    const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    if (holder > 0 && holder !== process.pid && isRunning(holder, 'platform/src/main.ts')) {
      throw new Refusal({
        kind: 'folder-in-use',
        what: `another platform runs on this folder (process ${holder})`,
        where: this.path,
        remedy:
          'Stop it with Ctrl-C in its terminal, or choose another one: npm start -- --folder <folder> --port <number>.',
      });
    }
    this.#replace(path, String(process.pid));
    this.#isOurs = true;
    this.#endLeftRoles();
  }

  /** Makes the token and the operator's password where there are none; returns whether the password is new. */
  makeKeys(): boolean {
    if (!existsSync(this.tokenPath)) this.#write(this.tokenPath, randomBytes(32).toString('base64url'));
    if (existsSync(this.passwordPath)) return false;
    this.#write(this.passwordPath, randomBytes(12).toString('base64url'));
    return true;
  }

  writePlatformFile(file: PlatformFile): void {
    this.#replace(join(this.path, 'platform.json'), `${JSON.stringify(file, null, 2)}\n`);
  }

  /** Gives the folder back; one that was never taken belongs to somebody else. */
  release(): void {
    if (!this.#isOurs) return;
    for (const name of ['platform.json', 'platform.lock']) rmSync(join(this.path, name), { force: true });
  }

  // Roles end by themselves when their supervisor is gone; one that hangs cannot.
  #endLeftRoles(): void {
    const path = join(this.path, 'platform.json');
    if (!existsSync(path)) return;
    let left: PlatformFile | undefined;
    try {
      left = JSON.parse(readFileSync(path, 'utf8')) as PlatformFile;
    } catch {
      // Half a file after a crash names nobody.
    }
    for (const pid of Object.values(left?.roles ?? {})) {
      if (typeof pid === 'number' && isRunning(pid, this.marker)) process.kill(pid, 'SIGKILL');
    }
    rmSync(path, { force: true });
  }

  #write(path: string, text: string): void {
    this.#replace(path, `${text}\n`);
  }

  // Written beside and renamed: whoever reads never sees half of it. Nobody else may read it.
  #replace(path: string, text: string): void {
    const draft = `${path}.${process.pid}`;
    try {
      writeFileSync(draft, text, { mode: 0o600 });
      renameSync(draft, path);
    } catch (cause) {
      throw unwritable(path, cause as NodeJS.ErrnoException);
    }
  }
}

function unwritable(path: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'ENOSPC')
    return new Fault(`the disk is full: ${path} could not be written. Make room and start again.`, {
      retryable: false,
      cause,
    });
  return new Refusal({
    kind: 'unwritable-folder',
    what: `${path} could not be written: ${cause.message}`,
    where: '--folder',
    remedy: 'Choose a folder you may write to.',
  });
}
