import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Role, type RoleOptions } from './Role.ts';
import { RoleLog } from './RoleLog.ts';

// A role over programs of a few words.

const PATIENCE = { timeout: 50_000, interval: 10 };

let folder: string;
let said: string[];
let role: Role | undefined;
let log: RoleLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-role-'));
  said = [];
  log = new RoleLog(join(folder, 'role.log'), 'role', () => {});
});
afterEach(async () => {
  await role?.stop();
  log.close();
  rmSync(folder, { recursive: true });
});

function make(program: string, options: Partial<RoleOptions> = {}): Role {
  const path = join(folder, 'program.mjs');
  const preload = join(folder, 'preload.mjs');
  writeFileSync(path, program);
  writeFileSync(preload, '');
  role = new Role({
    title: 'Thing',
    words: [path],
    preload: pathToFileURL(preload).href,
    environment: () => process.env,
    log,
    say: (text) => said.push(text),
    onChange: () => {},
    ...options,
  });
  return role;
}

const READY = `console.log(JSON.stringify({ ready: true, port: 7, say: 'hello' }));`;
const LIVE = 'setInterval(() => {}, 1000);';

describe('a role', () => {
  it('is ready when it says so, with what it says beside, and stops when asked', async () => {
    const thing = make(`${READY} ${LIVE}`);
    expect(await thing.start()).toMatchObject({ ready: true, port: 7 });
    expect(said).toEqual(['Thing: hello']);
    expect(thing.pid).toBeGreaterThan(0);
    await thing.stop();
    expect(thing.pid).toBeUndefined();
    expect(readFileSync(log.path, 'utf8')).toContain('"port":7');
  });

  it('that does not come up is told in its own words', async () => {
    await expect(make(`console.log('{"failed":"no bread"}'); process.exit(2)`).start()).rejects.toThrow(
      'no bread',
    );
    await expect(make(`throw new Error('no butter')`).start()).rejects.toThrow(/^Error: no butter$/);
    await expect(make('process.exit(3)').start()).rejects.toThrow(
      /ended with code 3; its log is .*role\.log/,
    );
  });

  it('is started again when it crashes, and is ended when it does not hear', async () => {
    // It does not end when asked to.
    const thing = make(`process.on('SIGTERM', () => {}); ${READY} ${LIVE}`);
    await thing.start();
    const first = thing.pid as number;
    process.kill(first, 'SIGKILL');
    await expect.poll(() => said.at(-1), PATIENCE).toMatch(/^Thing: works again after/);
    expect(said).toContain(
      'Thing: was ended by SIGKILL; its log is '.concat(log.path, '. It is started again.'),
    );
    expect(thing.pid).not.toBe(first);
    await thing.stop();
    expect(said).toContain('Thing: did not end within 10 s and is ended.');
    expect(thing.pid).toBeUndefined();
  });

  it('rests longer with each crash, stops at once from its rest, and does not rest when it is urgent', async () => {
    let isUrgent = false;
    let starts = 0;
    let startedMs = 0;
    let pid: number | undefined;
    const thing = make(`${READY} setTimeout(() => process.exit(1), 20);`, {
      isUrgent: () => isUrgent,
      onChange: () => {
        if (role?.pid === undefined || role.pid === pid) return;
        pid = role.pid;
        starts += 1;
        startedMs = performance.now();
      },
    });
    await thing.start();
    const rests = (text: string) => expect.poll(() => said.at(-1), PATIENCE).toContain(text);
    await rests('started again in 3.2 s.');
    const before = starts;
    const urgentMs = performance.now();
    isUrgent = true;
    await expect.poll(() => starts, PATIENCE).toBeGreaterThan(before);
    expect(startedMs - urgentMs).toBeLessThan(2_500);
    isUrgent = false;
    await rests('started again in 6.4 s.');
    const stoppedMs = performance.now();
    await thing.stop();
    expect(performance.now() - stoppedMs).toBeLessThan(4_000);
  });
});
