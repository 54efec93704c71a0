// Runs after `npm install`, on whatever Node npm brought, hence plain JavaScript.
//
// npm leaves out an optional package whose `engines` its own Node does not meet. The Hardhat engine's binary wants Node 22,
// npm often runs on an older one, and the project runs on the Node among its packages: so install once more with that Node.
// A second install that fails is no failure of the first: what is left out is then named by the command that needs it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(import.meta.dirname ?? '.', '..', 'node_modules');
const npm = process.env['npm_execpath'];
const newEnough = Number(process.versions.node.split('.')[0]) >= 22;
const missing =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  !existsSync(join(modules, '@nomicfoundation/edr-linux-x64-gnu'));

if (missing && newEnough && npm !== undefined && process.env['QCA_SECOND_INSTALL'] === undefined) {
  spawnSync(process.execPath, [npm, 'install', '--prefer-offline', '--no-progress'], {
    cwd: join(modules, '..'),
    env: { ...process.env, QCA_SECOND_INSTALL: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
