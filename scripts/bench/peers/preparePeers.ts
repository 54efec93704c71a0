import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

// Brings the peers into a folder outside the product, once. What cannot be brought is left out of the benches,
// each of which says so.

const run = promisify(execFile);

/** Versions measured before, which are known to work together. grademark does not declare that it needs chai. */
const NODE_PACKAGES = [
  'nodejs-order-book@10.1.1',
  'grademark@0.3.0',
  'chai@6.3.0',
  'talib-web@0.1.3',
  'technicalindicators@3.1.0',
];
/** vectorbt cannot be imported beside plotly 6. */
const PYTHON_PACKAGES = [
  'nautilus_trader==1.221.0',
  'vectorbt==1.0.0',
  'backtrader==1.9.78.123',
  'hftbacktest==2.4.4',
  'plotly<6',
];
/** Wheels of nautilus_trader and vectorbt take a minute or two to come; beyond this the network is down. */
const INSTALL_MS_MAX = 15 * 60_000;

/** Returns the peers' folder. Never fails: a peer that is not there is missed where it is asked for. */
export async function preparePeers(folder: string, log: (line: string) => void): Promise<string> {
  await attempt('npm peers', log, () => prepareNode(join(folder, 'node'), log));
  await attempt('Python peers', log, () => preparePython(join(folder, 'python'), PYTHON_PACKAGES, log));
  return folder;
}

/** Returns the interpreter of the peers' own environment. */
export function pythonOf(folder: string): string {
  return programOf(join(folder, 'python'), 'python');
}

/** Returns a program of a Python environment. */
export function programOf(environment: string, name: string): string {
  return process.platform === 'win32'
    ? join(environment, 'Scripts', `${name}.exe`)
    : join(environment, 'bin', name);
}

async function prepareNode(folder: string, log: (line: string) => void): Promise<void> {
  if (await isMarked(folder, NODE_PACKAGES)) return;
  log(`installing ${NODE_PACKAGES.join(', ')} …`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--no-audit', '--no-fund', '--save-exact', ...NODE_PACKAGES];
  await run(npm, args, { cwd: folder, timeout: INSTALL_MS_MAX, shell: process.platform === 'win32' });
  await mark(folder, NODE_PACKAGES);
}

/** Makes a Python environment with exactly these packages, once. Rejects where there is no Python or no network. */
export async function preparePython(
  folder: string,
  packages: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  if (await isMarked(folder, packages)) return;
  const python = process.platform === 'win32' ? 'python' : 'python3';
  log(`installing ${packages.join(', ')} with ${(await run(python, ['--version'])).stdout.trim()} …`);
  await run(python, ['-m', 'venv', folder]);
  const inside = programOf(folder, 'python');
  await run(inside, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: INSTALL_MS_MAX });
  await mark(folder, packages);
}

/** Whether exactly these packages were installed to the end before. */
async function isMarked(folder: string, packages: readonly string[]): Promise<boolean> {
  const found = await readFile(join(folder, 'installed.txt'), 'utf8').catch(() => '');
  return found === `${packages.join('\n')}\n`;
}

async function mark(folder: string, packages: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'installed.txt'), `${packages.join('\n')}\n`);
}

async function attempt(
  what: string,
  log: (line: string) => void,
  install: () => Promise<void>,
): Promise<void> {
  try {
    await install();
  } catch (error) {
    log(
      `${what} are left out: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)}`,
    );
  }
}

/** Returns whether a file is there. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
