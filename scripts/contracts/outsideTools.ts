import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preparePython, programOf } from '../bench/peers/preparePeers.ts';
import { contractsFolder } from './engines.ts';

// Programs that are no part of the project and are brought in once, with exact versions, into `.peers`.

const PEERS = join(contractsFolder, '../.peers');
/** Both read what forge compiled. Known to work with each other in one environment. */
const PYTHON_PACKAGES = ['slither-analyzer==0.11.6', 'halmos==0.3.3'];
const SOLHINT = 'solhint@6.2.4';
const INSTALL_MS_MAX = 10 * 60_000;
const run = promisify(execFile);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** Where a program is, or what to do so that it is there. */
export type Tool = { readonly file: string } | { readonly missing: string };

/** Finds or installs slither or halmos. */
export async function pythonTool(name: 'slither' | 'halmos'): Promise<Tool> {
  const environment = join(PEERS, 'solidity');
  try {
    await preparePython(environment, PYTHON_PACKAGES, log);
    return { file: programOf(environment, name) };
  } catch (error) {
    return {
      missing: `${name} could not be installed (${firstLine(error)}). It needs Python 3.10 or newer with venv, and a package index: install python3 and python3-venv, then run this again.`,
    };
  }
}

/** Finds or installs solhint. */
export async function solhintTool(): Promise<Tool> {
  const folder = join(PEERS, 'solhint');
  const file = join(folder, 'node_modules/solhint/solhint.js');
  if (existsSync(file)) return { file };
  try {
    log(`installing ${SOLHINT} …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--no-audit', '--no-fund', '--save-exact', '--ignore-scripts', SOLHINT];
    await run(npm, args, { cwd: folder, timeout: INSTALL_MS_MAX, shell: process.platform === 'win32' });
    return { file };
  } catch (error) {
    return {
      missing: `solhint could not be installed (${firstLine(error)}). It needs npm and a package registry: run this again with both.`,
    };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
