import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OwnChain } from './OwnChain.ts';

const COUNT = 60;
const TO = '0x00000000000000000000000000000000000a11ce';
const KEY = generatePrivateKey();
let chain: OwnChain;
let folder: string;

beforeAll(async () => {
  chain = await OwnChain.start(31_337);
  folder = mkdtempSync(join(tmpdir(), 'qca-kill-'));
  await chain.ask('anvil_setBalance', privateKeyToAccount(KEY).address, '0x56bc75e2d63100000');
  // Blocks come by themselves, as on a network.
  await chain.ask('evm_setAutomine', false);
  await chain.ask('evm_setIntervalMining', 1);
}, 60_000);
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the sender, and kills it some time after it is ready unless it is to end by itself. Returns what it said. */
function run(killAfterMs: number | undefined): Promise<string> {
  const script = join(import.meta.dirname, 'sendForever.ts');
  const args = [script, chain.url, join(folder, 'intents.jsonl'), KEY, TO, String(COUNT)];
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
  expect(await chain.reader.getBalance({ address: TO })).toBe(BigInt((COUNT * (COUNT + 1)) / 2));
}, 60_000);
