import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefacts } from '@qca/chain-evm';
import { type Address, createPublicClient, http } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBallots } from './suites/ballots.ts';
import { describeSafes } from './suites/safes.ts';
import type { Up } from './Up.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOME = mkdtempSync(join(tmpdir(), 'qca-chain-'));
/** The whole compilation, on a busy machine. */
const BUILD_MS_MAX = 900_000;

function qca(...words: readonly string[]): { readonly code: number | null; readonly json: unknown } {
  const main = join(ROOT, 'apps/cli/src/main.ts');
  const run = spawnSync(process.execPath, [main, ...words, '--home', HOME, '--json'], { encoding: 'utf8' });
  return { code: run.status, json: JSON.parse(run.stdout) };
}

describe('the platform on a local chain', () => {
  let up: Up;

  beforeAll(() => {
    const build = spawnSync(process.execPath, [join(ROOT, 'scripts/contracts.ts'), 'build', '--json'], {
      encoding: 'utf8',
    });
    expect(build.status, build.stdout + build.stderr).toBe(0);
    up = qca('chain', 'up').json as Up;
  }, BUILD_MS_MAX);

  afterAll(() => {
    qca('chain', 'down');
    rmSync(HOME, { recursive: true, force: true });
  });

  it('is there in full, and a second call sends nothing', () => {
    expect(Object.keys(up.contracts).length).toBeGreaterThan(20);
    expect(up.settings.every(({ ok }) => ok)).toBe(true);
    const again = qca('chain', 'up').json as Up;
    expect([again.sent, again.contracts]).toEqual([0, up.contracts]);
  }, 180_000);

  it('is as it was compiled and planned, and a change is found', async () => {
    expect(qca('chain', 'verify')).toMatchObject({ code: 0, json: { ok: true } });
    const reader = createPublicClient({ transport: http(up.url) });
    const address = up.contracts['QPAExecutor'] as Address;
    const code = (await reader.getCode({ address })) as string;
    const change = (to: string) =>
      reader.request({ method: 'anvil_setCode' as never, params: [address, to] as never });
    await change(`${code.slice(0, -2)}${code.endsWith('00') ? '01' : '00'}`);
    const found = qca('chain', 'verify');
    expect(found.code).toBe(1);
    expect(JSON.stringify(found.json)).toContain('"name":"QPAExecutor"');
    await change(code);
    expect(qca('chain', 'verify').code).toBe(0);
  }, 180_000);

  it('lets call what the written table says, and nobody else', () => {
    const run = spawnSync(process.execPath, [join(ROOT, 'scripts/contracts.ts'), 'access'], {
      encoding: 'utf8',
    });
    expect(
      run.status,
      run.stdout
        .split('\n')
        .filter((line) => /^(NEW|GONE)/.test(line))
        .join('\n'),
    ).toBe(0);
    expect(run.stdout).toContain('QPAExecutor.withdraw(address,uint256): operator');
  }, 300_000);

  it('has the interfaces that TypeScript takes it for', () => {
    const run = spawnSync(process.execPath, [join(ROOT, 'scripts/contracts.ts'), 'abi'], {
      encoding: 'utf8',
    });
    expect(run.status, run.stdout).toBe(0);
  }, 300_000);

  it('says where it stands', () => {
    expect(qca('chain', 'status').json).toMatchObject({
      network: 'local',
      chainId: 31_337,
      running: true,
      contracts: up.contracts,
    });
    expect(qca('chain', 'status', '--network', 'polygon')).toMatchObject({
      code: 1,
      json: { error: { kind: 'not-deployed' } },
    });
  }, 180_000);

  it('is read by what it said: once, not again, and the same when rebuilt', () => {
    const first = qca('chain', 'index');
    expect(first).toMatchObject({
      code: 0,
      json: {
        chainId: 31_337,
        counts: { 'GovernanceToken.Transfer': 1, 'ProposalTypes.RulesSet': 4 },
        supplies: { [(up.contracts['GovernanceToken'] as string).toLowerCase()]: `${10n ** 27n}` },
      },
    });
    const { counts, events } = first.json as { readonly counts: object; readonly events: number };
    expect(qca('chain', 'index').json).toMatchObject({ added: 0, events });
    expect(qca('chain', 'index', '--rebuild').json).toMatchObject({ added: events, counts });
    const same = ['--rpc', `${up.url},${up.url}`, '--quorum', '2'] as const;
    expect(qca('chain', 'index', '--rebuild', ...same).json).toMatchObject({ added: events, counts });
    expect(qca('chain', 'index', '--rpc', up.url, '--quorum', '2')).toMatchObject({
      json: { error: { kind: 'quorum-out-of-bounds' } },
    });
  }, 180_000);

  it('leaves the deployer with nothing', async () => {
    const artefacts = new Artefacts(join(ROOT, 'contracts/out'));
    const reader = createPublicClient({ transport: http(up.url) });
    const call = (account: Address) =>
      reader.simulateContract({
        account,
        address: up.contracts['AccessManager'] as Address,
        abi: artefacts.get('AccessManager').abi,
        functionName: 'grantRole',
        args: [0n, up.people.deployer, 0],
      });
    await expect(call(up.people.deployer)).rejects.toThrow(/AccessManagerUnauthorizedAccount/);
    // The one who may attest can do just that.
    await expect(call(up.people.attester)).rejects.toThrow(/AccessManagerUnauthorizedAccount/);
  }, 180_000);

  // Time is moved on from here.
  describeBallots(() => up);
  describeSafes(() => up);
});
