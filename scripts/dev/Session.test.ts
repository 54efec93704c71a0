import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Session } from './Session.ts';
import { watchSources } from './watchSources.ts';

const PATIENCE_MS = 20_000;

let folder: string;
let said: string[];
let session: Session;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-dev-'));
  said = [];
  const program = join(folder, 'program.mjs');
  write("write('one'); setInterval(() => {}, 1_000);");
  session = new Session({
    program,
    settings: { file: join(folder, 'lives') },
    say: (text) => said.push(text),
  });
});

afterEach(async () => {
  await session.stop();
  rmSync(folder, { recursive: true, force: true });
});

function write(body: string): void {
  const head = `import { appendFileSync } from 'node:fs';
    const write = (text) => appendFileSync(JSON.parse(process.argv[2]).file, text + ' ' + process.pid + '\\n');`;
  writeFileSync(join(folder, 'program.mjs'), `${head}\n${body}`);
}

function lives(): string[] {
  try {
    return readFileSync(join(folder, 'lives'), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`${lives().join(' | ')} / ${said.join(' | ')}`);
    await delay(20);
  }
}

function isAlive(life: string | undefined): boolean {
  try {
    return process.kill(Number(life?.split(' ')[1]), 0);
  } catch {
    return false;
  }
}

it('starts the new code and ends the old', async () => {
  session.start();
  await until(() => lives().length === 1);
  write("write('two'); setInterval(() => {}, 1_000);");
  await Promise.all([session.restart(), session.restart()]);
  await until(() => lives().at(-1)?.startsWith('two') === true);
  expect(isAlive(lives()[0])).toBe(false);
  expect(isAlive(lives().at(-1))).toBe(true);
  await session.stop();
  expect(lives().map(isAlive)).not.toContain(true);
  expect(said).toEqual([]);
}, 60_000);

it('says that code failed, and waits for the next change', async () => {
  write("throw new Error('half-written');");
  session.start();
  await until(() => said.length === 1);
  expect(said[0]).toMatch(/ended \(1\).*next change/);
  write("write('mended'); setInterval(() => {}, 1_000);");
  await session.restart();
  await until(() => lives().length === 1);
}, 60_000);

it('takes a save in several steps for one change, and tests for none', async () => {
  const changed: string[] = [];
  const watch = watchSources([folder], (file) => changed.push(file));
  // Whoever watches has to be there first.
  await delay(300);
  writeFileSync(join(folder, 'One.test.ts'), '1');
  writeFileSync(join(folder, 'notes.txt'), '1');
  await delay(600);
  expect(changed).toEqual([]);
  writeFileSync(join(folder, 'One.ts'), '1');
  writeFileSync(join(folder, 'One.ts'), '2');
  await until(() => changed.length > 0);
  await delay(600);
  expect(changed.map((file) => file.endsWith('One.ts'))).toEqual([true]);
  watch.close();
}, 60_000);
