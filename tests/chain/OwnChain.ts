import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Artefacts, deployPlan, type EncodedCall, LocalChain, type Step } from '@qca/chain-evm';
import {
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  numberToHex,
  type PublicClient,
} from 'viem';
import { expect } from 'vitest';

const RECEIPT_LOOKS_MAX = 2_000;
const RECEIPT_LOOK_MS = 5;
const ROOT = join(import.meta.dirname, '../..');

/** Compiles the contracts; nothing to do when nobody has changed them. */
export function buildContracts(): Artefacts {
  const build = spawnSync(process.execPath, [join(ROOT, 'scripts/contracts.ts'), 'build', '--json'], {
    encoding: 'utf8',
  });
  expect(build.status, build.stdout + build.stderr).toBe(0);
  return new Artefacts(join(ROOT, 'contracts/out'));
}

/** A chain for one test file, and what only a chain of one's own can do. */
export class OwnChain {
  readonly url: string;
  readonly reader: PublicClient;
  readonly accounts: readonly Address[];
  readonly #local: LocalChain;
  readonly #folder: string;

  private constructor(local: LocalChain, folder: string, url: string, accounts: readonly Address[]) {
    this.#local = local;
    this.#folder = folder;
    this.url = url;
    this.accounts = accounts;
    this.reader = createPublicClient({ transport: http(url, { retryCount: 0 }), pollingInterval: 20 });
  }

  static async start(chainId: number): Promise<OwnChain> {
    const folder = mkdtempSync(join(tmpdir(), 'qca-own-chain-'));
    const local = new LocalChain(folder);
    const url = await local.start({ chainId });
    const reader = createPublicClient({ transport: http(url) });
    const accounts = (await reader.request({ method: 'eth_accounts' as never })) as readonly Address[];
    return new OwnChain(local, folder, url, accounts);
  }

  async stop(): Promise<void> {
    await this.#local.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  ask(method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.reader.request({ method: method as never, params: params as never });
  }

  async deploy(artefacts: Artefacts, plan: readonly Step[]): Promise<Readonly<Record<string, Address>>> {
    const client = createWalletClient({ transport: http(this.url) });
    const writer = { client, account: this.accounts[0] as Address };
    return (await deployPlan(artefacts, plan, { reader: this.reader, writer })).addresses;
  }

  /** Lets somebody send whose key nobody has. */
  async impersonate(account: Address): Promise<void> {
    await this.ask('anvil_impersonateAccount', account);
    await this.ask('anvil_setBalance', account, numberToHex(10n ** 20n));
  }

  /** Sends as an account and waits for the block; returns whether it succeeded. */
  async send({ to, data }: EncodedCall, from: Address): Promise<boolean> {
    const gas = numberToHex(5_000_000);
    const hash = (await this.ask('eth_sendTransaction', { from, to, data, gas })) as Hex;
    // The answer may come before the block.
    for (let look = 0; look < RECEIPT_LOOKS_MAX; look += 1) {
      const receipt = (await this.ask('eth_getTransactionReceipt', hash)) as { readonly status: Hex } | null;
      if (receipt !== null) return receipt.status === '0x1';
      await delay(RECEIPT_LOOK_MS);
    }
    throw new Error(`transaction ${hash} came into no block`);
  }

  /** Sends what must succeed. */
  async mustSend(call: EncodedCall, from: Address): Promise<void> {
    if (await this.send(call, from)) return;
    await this.ask('eth_call', { from, ...call }, 'latest');
    throw new Error(`a transaction to ${call.to} failed`);
  }

  async mine(blocks = 1): Promise<void> {
    await this.ask('anvil_mine', numberToHex(blocks));
  }

  async reorg(depth: number): Promise<void> {
    await this.ask('anvil_reorg', depth, []);
  }

  async pass(seconds: number): Promise<void> {
    await this.ask('evm_increaseTime', seconds);
    await this.mine();
  }

  async head(): Promise<number> {
    return Number(await this.ask('eth_blockNumber'));
  }
}
