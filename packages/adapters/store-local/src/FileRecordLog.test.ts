import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf } from '@qca/ports/suites';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileRecordLog } from './FileRecordLog.ts';

interface Named {
  readonly id: string;
  readonly value: bigint;
}

function parse(line: unknown): Named {
  const { id, value } = line as Partial<{ id: string; value: string }>;
  if (id === undefined || value === undefined) throw new Error('no record');
  return { id, value: BigInt(value) };
}

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-log-'));
  path = join(folder, 'deep/log.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new FileRecordLog({ path, parse });
const one = { id: 'a', value: 2n ** 200n };
const two = { id: 'ünï\n', value: 0n };

it('gives back what was written, and goes on after a line that was cut off', () => {
  const first = open();
  first.appendAll([one, two]);
  first.appendAll([]);
  expect(first.records).toEqual([one, two]);
  first.close();
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":"cut o`);
  const second = open();
  expect(second.records).toEqual([one, two]);
  second.append(one);
  second.close();
  const third = open();
  expect(third.records).toEqual([one, two, one]);
  third.close();
  expect(readdirSync(join(folder, 'deep'))).toEqual(['log.jsonl']);
});

it('has one writer', async () => {
  const first = open();
  const refusal = await refusalOf(open);
  expect([refusal.kind, refusal.message]).toEqual([
    'log-in-use',
    expect.stringContaining(`process ${process.pid}`),
  ]);
  first.close();
  open().close();
});

it('is taken over from a writer that is gone, also when its number has gone to another', () => {
  open().close();
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const holders = [{ pid: dead, started: '' }];
  if (existsSync('/proc/self/stat')) holders.push({ pid: process.pid, started: 'another-boot:5' });
  for (const holder of holders) {
    writeFileSync(`${path}.lock`, JSON.stringify({ ...holder, host: hostname(), sinceUs: 5 }));
    const log = open();
    log.append(one);
    log.close();
  }
  expect(open().records).toHaveLength(holders.length);
});

it('is refused with a line that is no record, by its number, and lets go of the lock', async () => {
  const log = open();
  log.append(one);
  log.close();
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":"a"}\n`);
  for (let again = 0; again < 2; again += 1) {
    const refusal = await refusalOf(open);
    expect([refusal.kind, refusal.where]).toEqual(['corrupt-log', `${path}:2`]);
  }
});
