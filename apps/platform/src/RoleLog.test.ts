import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoleLog } from './RoleLog.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('RoleLog', () => {
  it('keeps documents as they are and makes documents of other lines, for its owner alone', () => {
    const path = join(folder, 'agent.log');
    const log = new RoleLog(path, 'agent', () => {});
    log.write('{"text":"a"}');
    log.write('');
    log.write('Error: no', 'error');
    log.write('{half');
    log.close();
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('{"text":"a"}');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'error', role: 'agent', text: 'Error: no' });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ text: '{half' });
    expect(lines).toHaveLength(3);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('goes on where it ended, and keeps a bounded number of bounded files', () => {
    const path = join(folder, 'agent.log');
    const line = 'x'.repeat(1 << 20);
    for (let start = 0; start < 2; start += 1) {
      const log = new RoleLog(path, 'agent', () => {});
      for (let count = 0; count < 25; count += 1) log.write(line);
      log.close();
    }
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['agent.log', 'agent.log.1', 'agent.log.2', 'agent.log.3']);
    for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(8 * 1024 * 1024);
  });

  it('says once that it cannot write, and lets its role go on', () => {
    const faults: string[] = [];
    const log = new RoleLog(join(folder, 'absent', 'agent.log'), 'agent', (what) => faults.push(what));
    log.write('a');
    log.write('b');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('nothing more is written');
  });
});
