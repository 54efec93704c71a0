import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalInUse } from '@qca/ports';
import { refusalOf } from '@qca/ports/suites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeWriterLock } from './writerLock.ts';

describe('takeWriterLock', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qca-lock-'));
    path = join(folder, 'writer.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const take = () => takeWriterLock(path, (holder) => journalInUse('r1', holder), 1_700_000_000_000_000);
  const leave = (holder: object) =>
    writeFileSync(path, JSON.stringify({ host: hostname(), sinceUs: 5, ...holder }));

  it('keeps a second one out until the first gives it back', async () => {
    const release = take();
    const refusal = await refusalOf(take);
    expect(refusal.kind).toBe('journal-in-use');
    expect(refusal.message).toContain(`process ${process.pid} since 2023-11-14T22:13:20`);
    release();
    take()();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that has died', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    leave({ pid: dead, started: 'long:ago' });
    const release = take();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder)).toEqual(['writer.lock']);
    release();
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is taken over when the number now belongs to another process (needs /proc)',
    () => {
      leave({ pid: process.pid, started: 'another-boot:1' });
      take()();
      expect(existsSync(path)).toBe(false);
    },
  );

  it('is not taken from a process that is there but hides when it was started', async () => {
    leave({ pid: process.pid, started: '' });
    expect((await refusalOf(take)).kind).toBe('journal-in-use');
  });

  it('is not taken while another process takes it over', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    leave({ pid: dead, started: '' });
    writeFileSync(`${path}.${dead}-5.claim`, '{}');
    expect((await refusalOf(take)).message).toContain('taking over');
  });

  it('is not taken from another machine, whose processes cannot be seen', async () => {
    leave({ pid: 1, started: '', host: 'elsewhere' });
    const refusal = await refusalOf(take);
    expect(refusal.kind).toBe('journal-in-use');
    expect(refusal.message).toContain('elsewhere');
  });

  it('refuses a file that it cannot read', async () => {
    writeFileSync(path, 'not json');
    expect((await refusalOf(take)).kind).toBe('corrupt-lock');
  });

  it('gives back only its own', () => {
    const release = take();
    leave({ pid: 1, started: 'x' });
    release();
    expect(existsSync(path)).toBe(true);
  });
});
