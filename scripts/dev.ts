import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Session } from './dev/Session.ts';
import { watchSources } from './dev/watchSources.ts';

// npm run dev: the platform over memory twins, nothing installed, nothing kept. Agent and server start anew when their
// code changes, screens change under the eye.

const USAGE = `npm run dev -- [flags]
  --port <number>   where the site answers, 4400 when absent; the API answers at the next one, too
  --speed <factor>  seconds of the generated market per second, 3600 when absent
  --days <number>   length of each generated market, 30 when absent
  --no-site         the API alone`;

const ROOT = join(import.meta.dirname, '..');
const WEB = join(ROOT, 'apps/web');
/** What agent and server are made of. Screens are watched by their own server. */
const SOURCES = ['packages', 'apps/agent', 'apps/server', 'scripts/dev', 'scripts/memoryPlatform'].map(
  (folder) => join(ROOT, folder),
);

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4400' },
        speed: { type: 'string', default: '3600' },
        days: { type: 'string', default: '30' },
        'no-site': { type: 'boolean', default: false },
      },
    });
    const [port, speed, days] = [values.port, values.speed, values.days].map(Number) as [
      number,
      number,
      number,
    ];
    if (!Number.isInteger(port) || port < 1 || port > 65_534)
      throw new Error('--port is a number up to 65534');
    if (!(speed > 0)) throw new Error('--speed is a number above 0');
    if (!(days > 0 && days <= 365)) throw new Error('--days is a number above 0, at most 365');
    return { port, speed, days, withSite: !values['no-site'] };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(2);
  }
}

const { port, speed, days, withSite } = readFlags();
const api = `http://127.0.0.1:${port + 1}`;
const url = `http://localhost:${port}`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const session = new Session({
  program: join(import.meta.dirname, 'dev/runSession.ts'),
  settings: { port: port + 1, publicUrl: withSite ? url : api, speed, days },
  say,
});
session.start();
const watch = watchSources(SOURCES, (file) => {
  say(`${file} changed; starting again.`);
  void session.restart();
});
const site = withSite ? startSite() : undefined;
if (!withSite) say(`Look at ${api}/api/openapi.json once the server is up. End with Ctrl-C.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(0));

async function end(code: number): Promise<void> {
  watch.close();
  site?.kill('SIGTERM');
  await session.stop();
  process.exit(code);
}

function startSite(): ChildProcess {
  const next = createRequire(join(WEB, 'package.json')).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'dev', '--hostname', 'localhost', '--port', String(port)], {
    cwd: WEB,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', QCA_DEV_API: api },
  });
  say(`Look at ${url} in a moment. End with Ctrl-C.`);
  child.once('exit', (code) => {
    if (code === null) return;
    say(`The site's server ended with code ${code}.`);
    void end(1);
  });
  return child;
}
