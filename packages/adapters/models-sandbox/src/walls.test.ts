import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MODEL_LIMITS } from '@qca/ports';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, launch, standingWalls } from './walls.ts';

const ESCAPED = fileURLToPath(new URL('./child/escaped.fixture.ts', import.meta.url));

const ORPHAN = fileURLToPath(new URL('./child/orphan.fixture.ts', import.meta.url));

async function waysOut(): Promise<string[]> {
  const { command, arguments: words } = await launch('script', MODEL_LIMITS, ESCAPED);
  return new Promise((resolve, reject) => {
    execFile(command, [...words], { env: ENVIRONMENT, cwd: '/' }, (error, said) => {
      if (error === null) resolve(JSON.parse(said));
      else reject(error);
    });
  });
}

describe('the walls around a process', () => {
  it('leave no way out to what breaks out of its engine', async () => {
    const walls = await standingWalls();
    // Where no other user can be had, the process that started it can be told to end by what it started.
    const known = walls.user === 'nobody' ? [] : ['the process that started it'];
    const memory = walls.limits ? [] : ['much memory'];
    expect(await waysOut()).toEqual([...known, ...memory]);
  });

  it.runIf(process.platform === 'linux')('fall with the process that built them (needs Linux)', async () => {
    const child = await new Promise<number>((resolve) => {
      execFile(process.execPath, [ORPHAN], (_error, said) => resolve(Number(said.trim())));
    });
    expect(child).toBeGreaterThan(0);
    // Nobody may have collected it yet: an entry without a program is as gone as none.
    const state = () =>
      readFile(`/proc/${child}/stat`, 'utf8').then(
        (stat) => stat.split(') ')[1]?.[0],
        () => 'Z',
      );
    await expect.poll(state, { timeout: 20_000 }).toMatch(/[ZX]/);
  });

  it('are asked for once and say what stands', async () => {
    expect(await standingWalls()).toEqual({
      permissions: true,
      network: expect.stringMatching(/^(namespace|runtime-only)$/),
      user: expect.stringMatching(/^(nobody|caller)$/),
      limits: expect.any(Boolean),
    });
  });
});
