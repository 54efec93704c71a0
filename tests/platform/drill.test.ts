import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { SLOW } from './PlatformProcess.ts';

// The drill itself, once in each mood; `node scripts/drill.ts --runs 20 --json` gives the figures of docs/operations.md.

vi.setConfig(SLOW);

const DRILL = join(import.meta.dirname, '../../scripts/drill.ts');

interface Drilled {
  readonly passed: boolean;
  readonly drills: readonly {
    readonly mood: string;
    readonly how: string;
    readonly noExposureMs: number;
    readonly lastExposureMs: number | null;
  }[];
}

it('keeps the promise of the kill switch with the agent healthy, hung and dead', async () => {
  const { DATABASE_URL: _none, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [DRILL, '--runs', '3', '--json'], { env });
  const { passed, drills } = JSON.parse(stdout) as Drilled;
  expect(drills.map(({ mood }) => mood)).toEqual(['healthy', 'hung', 'dead']);
  // A healthy agent that gets no time from a busy machine is ended like a hung one.
  expect(drills.map(({ how }) => how)).toEqual([
    expect.stringMatching(/acknowledged|agent-ended/),
    'agent-ended',
    'no-agent',
  ]);
  for (const { noExposureMs, lastExposureMs } of drills) {
    expect(noExposureMs).toBeLessThanOrEqual(1_000);
    expect(lastExposureMs ?? 0).toBeLessThanOrEqual(1_000);
  }
  expect(passed).toBe(true);
});

it('says how it is used', async () => {
  const wrong = promisify(execFile)(process.execPath, [DRILL, '--runs', 'many']);
  await expect(wrong).rejects.toMatchObject({
    code: 2,
    stderr: 'Use: node scripts/drill.ts --runs 20 [--json]\n',
  });
});
