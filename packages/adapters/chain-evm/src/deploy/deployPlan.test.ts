import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, createPublicClient, createWalletClient, http, type WalletClient } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artefacts, linkCode } from '../Artefacts.ts';
import { LocalChain } from '../LocalChain.ts';
import { writeArtefacts } from '../testing.fixture.ts';
import { type Chain, DEPLOYER, deployPlan, resolvePlan } from './deployPlan.ts';
import type { Step } from './Step.ts';
import { compareCode, verifyPlan } from './verifyPlan.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-chain-'));
const local = new LocalChain(join(folder, 'chain'));
let artefacts: Artefacts;
let chain: Chain & { readonly writer: { readonly client: WalletClient; readonly account: Address } };
let url: string;

beforeAll(async () => {
  writeArtefacts(folder, ['Keeper', 'Other']);
  artefacts = new Artefacts(folder);
  url = await local.start({ chainId: 31_337 });
  const reader = createPublicClient({ transport: http(url), pollingInterval: 20 });
  const [account] = (await reader.request({ method: 'eth_accounts' as never })) as [Address];
  chain = { reader, writer: { client: createWalletClient({ transport: http(url) }), account } };
}, 60_000);

afterAll(async () => {
  await local.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Two contracts of the same code and a number in the first. */
function planOf(version: string, number: bigint): Step[] {
  const reading = (called: string, args: readonly unknown[]) => ({
    on: `${version}-a`,
    function: called,
    arguments: () => args,
  });
  return [
    { kind: 'contract', name: `${version}-a`, artefact: 'Keeper', arguments: () => [] },
    { kind: 'contract', name: `${version}-b`, artefact: 'Other', arguments: () => [] },
    {
      kind: 'setting',
      name: `the number is ${number}`,
      read: reading('value', []),
      isSet: (value) => value === number,
      write: reading('set', [number]),
    },
  ];
}

describe('deployPlan', () => {
  it('makes every contract where the plan says, and brings settings to their values', async () => {
    const plan = planOf('first', 42n);
    const where = resolvePlan(artefacts, plan).map(({ address }) => address);
    expect(new Set(where).size).toBe(2);
    const done = await deployPlan(artefacts, plan, chain);
    expect(done.sent).toBe(3);
    expect(Object.values(done.addresses)).toEqual(where);
    expect(done.settings).toEqual([{ name: 'the number is 42', ok: true }]);
  });

  it('sends nothing a second time, and only what changed a third', async () => {
    expect((await deployPlan(artefacts, planOf('first', 42n), chain)).sent).toBe(0);
    expect((await deployPlan(artefacts, planOf('first', 43n), chain)).sent).toBe(1);
  });

  it('goes on where it was cut off', async () => {
    const plan = planOf('cut', 7n);
    let left = 1;
    const failing = new Proxy(chain.writer.client, {
      get: (target, name, receiver) => {
        if (name === 'sendTransaction' && left-- === 0) throw new Error('cut off');
        return Reflect.get(target, name, receiver);
      },
    });
    const cut = { ...chain, writer: { ...chain.writer, client: failing } };
    await expect(deployPlan(artefacts, plan, cut)).rejects.toThrow('cut off');
    expect((await deployPlan(artefacts, plan, chain)).sent).toBe(2);
  });

  it('does not write without a writer', async () => {
    await expect(deployPlan(artefacts, planOf('nobody', 1n), { reader: chain.reader })).rejects.toThrow(
      /nobody/,
    );
  });

  it('refuses a chain without the deterministic deployer', async () => {
    const code = (await chain.reader.getCode({ address: DEPLOYER })) as string;
    const set = (to: string) =>
      chain.reader.request({ method: 'anvil_setCode' as never, params: [DEPLOYER, to] as never });
    await set('0x');
    await expect(deployPlan(artefacts, planOf('first', 43n), chain)).rejects.toMatchObject({
      kind: 'no-deployer',
    });
    await set(code);
  });
});

describe('verifyPlan', () => {
  it('finds what is as planned, what is missing and what was changed', async () => {
    const plan = planOf('verified', 5n);
    expect((await verifyPlan(artefacts, plan, chain.reader)).contracts.map(({ state }) => state)).toEqual([
      'missing',
      'missing',
    ]);
    await deployPlan(artefacts, plan, chain);
    expect((await verifyPlan(artefacts, plan, chain.reader)).ok).toBe(true);
    const address = resolvePlan(artefacts, plan)[0]?.address as Address;
    const changed = '0x36600410600f575f545f5260205ff35b6004355f5501';
    await chain.reader.request({ method: 'anvil_setCode' as never, params: [address, changed] as never });
    const found = await verifyPlan(artefacts, plan, chain.reader);
    expect([found.ok, found.contracts[0]?.state]).toEqual([false, 'differs']);
  });

  it('finds a setting that is not as planned', async () => {
    await deployPlan(artefacts, planOf('verified-2', 5n), chain);
    const found = await verifyPlan(artefacts, planOf('verified-2', 6n), chain.reader);
    expect([found.ok, found.settings]).toEqual([false, [{ name: 'the number is 6', ok: false }]]);
  });

  it('leaves out what constructors write, and nothing else', () => {
    const artefact = { ...artefacts.get('Keeper'), immutables: [{ start: 1, length: 2 }] };
    expect(compareCode(artefact, '0x36ffff10600f575f545f5260205ff35b6004355f5500')).toBe('same');
    expect(compareCode(artefact, '0x36ffffff600f575f545f5260205ff35b6004355f5500')).toBe('differs');
    expect(compareCode(artefact, '0x36')).toBe('differs');
    expect(compareCode(artefact, undefined)).toBe('missing');
  });

  it('writes addresses of libraries into code, and knows a library by how it begins', () => {
    const place = `__$${'a'.repeat(34)}$__`;
    const unlinked = { code: `0x60${place}ff`, links: [{ library: 'Desk', start: 1 }] };
    const desk = '0x00000000000000000000000000000000000000AA';
    expect(linkCode(unlinked, { Desk: desk })).toBe(`0x60${'00'.repeat(19)}aaff`);
    expect(() => linkCode(unlinked, {})).toThrow(/library Desk/);
    const library = { deployedBytecode: { code: `0x73${'00'.repeat(20)}301400`, links: [] }, immutables: [] };
    expect(compareCode(library, `0x73${'ab'.repeat(20)}301400`)).toBe('same');
    expect(compareCode(library, `0x73${'ab'.repeat(20)}301401`)).toBe('differs');
  });
});

describe('a local chain', () => {
  it('is found again, keeps its state over a stop, and refuses another id', async () => {
    const other = new LocalChain(join(folder, 'chain'));
    expect(await other.url()).toBe(url);
    expect(await other.start({ chainId: 31_337 })).toBe(url);
    await expect(other.start({ chainId: 5 })).rejects.toMatchObject({ kind: 'chain-id-differs' });
    const block = await chain.reader.getBlockNumber();
    expect(await other.stop()).toBe(true);
    expect([await other.url(), await other.stop()]).toEqual([undefined, false]);
    const again = await other.start({ chainId: 31_337 });
    const reader = createPublicClient({ transport: http(again) });
    expect(await reader.getBlockNumber()).toBe(block);
  });
});

describe('artefacts', () => {
  it('refuses a contract that was not compiled', () => {
    expect(() => artefacts.get('Nothing')).toThrow(/npm run contracts/);
  });
});
