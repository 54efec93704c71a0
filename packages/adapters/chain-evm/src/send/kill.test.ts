import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADDER, placeAdder } from '../adder.fixture.ts';
import { KNOWN_KEYS, TestChain } from '../anvil.fixture.ts';

const COUNT = 60;
let anvil: TestChain;
let folder: string;

beforeAll(async () => {
  anvil = await TestChain.start();
  folder = mkdtempSync(join(tmpdir(), 'qca-kill-'));
  await placeAdder(anvil);
  // Blocks come by themselves, as on a network.
  await anvil.automine(false);
  await anvil.ask('evm_setIntervalMining', 1);
}, 60_000);
afterAll(async () => {
  await anvil.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the sender, and kills it some time after it is ready unless it is to end by itself. Returns what it said. */
function run(killAfterMs: number | undefined): Promise<string> {
  const script = join(import.meta.dirname, '../../test/sendForever.ts');
  const args = [script, anvil.url, join(folder, 'intents.jsonl'), KNOWN_KEYS[2] as string, String(COUNT)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.on('exit', () => resolve(said));
  });
}

it('a sender that is killed at any moment does everything once in the end', async () => {
  const said: string[] = [];
  for (const afterMs of [15, 60, 140, 300]) said.push(await run(afterMs));
  expect(said).not.toContain('ready\ndone\n');
  expect(await run(undefined)).toBe('ready\ndone\n');
  const { data } = await anvil.reader.call({ to: ADDER });
  expect(Number(data)).toBe((COUNT * (COUNT + 1)) / 2);
}, 60_000);
