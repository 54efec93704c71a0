import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Address,
  concatHex,
  createPublicClient,
  createWalletClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  parseAbi,
  recoverAddress,
  toBytes,
  type WalletClient,
  zeroAddress,
} from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artefacts } from '../Artefacts.ts';
import { LocalChain } from '../LocalChain.ts';
import { LOCAL_ACCOUNTS, localPeople } from '../localPeople.ts';
import {
  executeSafe,
  packSignatures,
  SAFE_ABI,
  safeMessage,
  safeTransaction,
} from '../safe/safeTransaction.ts';
import { type Chain, type Deployment, deployPlan, readSettings } from './deployPlan.ts';
import type { Addresses, MadeStep, Step } from './Step.ts';
import { safeAddress, safePlan } from './safePlan.ts';
import { verifyPlan } from './verifyPlan.ts';

const OWNER_ABI = parseAbi([
  'function changeThreshold(uint256 threshold)',
  'function getTransactionHash(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, uint256 nonce) view returns (bytes32)',
]);
const CHAIN_ID = 31_337;
const folder = mkdtempSync(join(tmpdir(), 'qca-safes-'));
const local = new LocalChain(folder);
// What comes compiled in a package needs nothing of ours to be compiled.
const artefacts = new Artefacts(join(folder, 'nothing'));
let accounts: readonly Address[];
let client: WalletClient;
let chain: Chain;
let plan: Step[];
let deployment: Deployment;

beforeAll(async () => {
  const url = await local.start({ chainId: CHAIN_ID });
  const reader = createPublicClient({ transport: http(url), pollingInterval: 20 });
  accounts = (await reader.request({ method: 'eth_accounts' as never })) as Address[];
  client = createWalletClient({ transport: http(url) });
  chain = { reader, writer: { client, account: accounts[0] as Address } };
  plan = safePlan(artefacts, { guardian: accounts.slice(1, 4), proposer: accounts.slice(4, 7) });
  deployment = await deployPlan(artefacts, plan, chain);
}, 60_000);

afterAll(async () => {
  await local.stop();
  rmSync(folder, { recursive: true, force: true });
});

function at(name: string): Address {
  return deployment.addresses[name] as Address;
}

function sign(owner: Address, data: object): Promise<Hex> {
  return client.signTypedData({ account: owner, ...data } as never);
}

describe('safePlan', () => {
  it('makes two Safes where it said they would be, and nothing the second time', async () => {
    const owners = { guardian: accounts.slice(1, 4), proposer: accounts.slice(4, 7) };
    expect(at('GuardianSafe')).toBe(safeAddress(artefacts, owners, 'guardian'));
    expect(at('ProposerSafe')).toBe(safeAddress(artefacts, owners, 'proposer'));
    expect((await deployPlan(artefacts, plan, chain)).sent).toBe(0);
    expect(await verifyPlan(artefacts, plan, chain.reader)).toMatchObject({ ok: true });
  });

  it('finds a Safe that somebody else made first, because it can only come out the same', async () => {
    const other = safePlan(artefacts, { guardian: accounts.slice(2, 5), proposer: accounts.slice(3, 6) });
    const step = other.find((each): each is MadeStep => each.kind === 'made') as MadeStep;
    const known: Addresses = deployment.addresses;
    const data = encodeFunctionData({
      abi: artefacts.get('SafeProxyFactory').abi,
      functionName: step.make.function,
      args: step.make.arguments(known) as unknown[],
    });
    const hash = await client.sendTransaction({
      account: accounts[9] as Address,
      chain: null,
      to: at('SafeProxyFactory'),
      data,
    });
    await chain.reader.waitForTransactionReceipt({ hash });
    // Only the other Safe is left to make.
    expect(await deployPlan(artefacts, other, chain)).toMatchObject({ sent: 1 });
    expect(await verifyPlan(artefacts, other, chain.reader)).toMatchObject({ ok: true });
  });

  it('is no longer held when owners change their threshold', async () => {
    const safe = at('ProposerSafe');
    const data = encodeFunctionData({ abi: OWNER_ABI, functionName: 'changeThreshold', args: [3n] });
    const typed = safeTransaction({ to: safe, data }, { chainId: CHAIN_ID, safe, nonce: 0n });
    const signatures = await Promise.all(
      accounts.slice(4, 6).map(async (owner) => ({ owner, signature: await sign(owner, typed) })),
    );
    const call = executeSafe(safe, { to: safe, data }, packSignatures(signatures));
    const hash = await client.sendTransaction({ account: accounts[9] as Address, chain: null, ...call });
    await chain.reader.waitForTransactionReceipt({ hash });
    const broken = (await readSettings(artefacts, plan, chain.reader)).filter(({ ok }) => !ok);
    expect(broken.map(({ name }) => name)).toEqual(['two owners decide for the Safe of the proposer']);
  });
});

describe('what owners of a Safe sign', () => {
  it('is the digest that the Safe works out', async () => {
    const safe = at('GuardianSafe');
    const call = { to: accounts[8] as Address, data: '0x1234' as Hex };
    const typed = safeTransaction(call, { chainId: CHAIN_ID, safe, nonce: 5n });
    const digest = await chain.reader.readContract({
      address: safe,
      abi: OWNER_ABI,
      functionName: 'getTransactionHash',
      args: [call.to, 0n, call.data, 0, 0n, 0n, 0n, zeroAddress, zeroAddress, 5n],
    });
    // A key signs the digest as it signs the data.
    expect(await recovered(typed, digest, accounts[1] as Address)).toBe(true);
  });

  it('is, for a message, what EIP-712 says, and the Safe stands behind it with two of them', async () => {
    const safe = at('GuardianSafe');
    const digest = keccak256(toBytes('a vote'));
    const typed = safeMessage(digest, { chainId: CHAIN_ID, safe });
    const word = (text: string) => keccak256(toBytes(text));
    const domain = keccak256(
      encodeAbiParameters(
        [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'address' }],
        [word('EIP712Domain(uint256 chainId,address verifyingContract)'), BigInt(CHAIN_ID), safe],
      ),
    );
    const struct = keccak256(concatHex([word('SafeMessage(bytes message)'), keccak256(digest)]));
    const byHand = keccak256(concatHex(['0x1901', domain, struct]));
    expect(await recovered(typed, byHand, accounts[2] as Address)).toBe(true);
    const signatures = await Promise.all(
      accounts.slice(1, 3).map(async (owner) => ({ owner, signature: await sign(owner, typed) })),
    );
    const answer = await chain.reader.readContract({
      address: safe,
      abi: SAFE_ABI,
      functionName: 'isValidSignature',
      args: [digest, packSignatures(signatures)],
    });
    expect(answer).toBe('0x1626ba7e');
  });

  it('is put together ascending by owner, and each owner once', () => {
    const [low, high] = [
      '0x0000000000000000000000000000000000000001',
      '0x000000000000000000000000000000000000000A',
    ];
    const one = { owner: low as Address, signature: '0x01' as Hex };
    const two = { owner: high as Address, signature: '0x02' as Hex };
    expect(packSignatures([two, one])).toBe('0x0102');
    expect(() => packSignatures([one, two, one])).toThrow(/signs once/);
  });
});

describe('people of a local chain', () => {
  it('each have an account of their own, and the guardian is a Safe', () => {
    const people = localPeople(artefacts, accounts);
    const { deployer, attester, operator, signers, safeOwners } = people;
    const all = [
      deployer,
      attester,
      operator,
      ...signers,
      ...(safeOwners?.guardian ?? []),
      ...(safeOwners?.proposer ?? []),
    ];
    expect(new Set(all).size).toBe(LOCAL_ACCOUNTS);
    expect(all).not.toContain(people.guardian);
  });

  it('are refused on a chain with too few accounts', () => {
    expect(() => localPeople(artefacts, accounts.slice(0, 10))).toThrow(/has 10 accounts, and 14 are needed/);
  });
});

/** Whether the signature of the typed data is one of the digest: keys sign the same for the same digest. */
async function recovered(typed: object, digest: Hex, owner: Address): Promise<boolean> {
  return (
    (await recoverAddress({ hash: digest, signature: await sign(owner, typed) })).toLowerCase() ===
    owner.toLowerCase()
  );
}
