import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, type Hex, http, type PublicClient } from 'viem';
import { LocalChain } from './LocalChain.ts';

/** A chain for a test alone, with words for what only a chain of one's own can do. */
export class TestChain {
  readonly url: string;
  readonly reader: PublicClient;
  readonly #local: LocalChain;
  readonly #folder: string;

  private constructor(local: LocalChain, folder: string, url: string) {
    this.#local = local;
    this.#folder = folder;
    this.url = url;
    this.reader = createPublicClient({ transport: http(url, { retryCount: 0 }), pollingInterval: 20 });
  }

  static async start(chainId = 31_337): Promise<TestChain> {
    const folder = mkdtempSync(join(tmpdir(), 'qca-anvil-'));
    const local = new LocalChain(folder);
    return new TestChain(local, folder, await local.start({ chainId }));
  }

  async stop(): Promise<void> {
    await this.#local.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  ask(method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.reader.request({ method: method as never, params: params as never });
  }

  async mine(blocks = 1): Promise<void> {
    await this.ask('anvil_mine', `0x${blocks.toString(16)}`);
  }

  /** Whether each transaction makes a block of its own. */
  async automine(on: boolean): Promise<void> {
    await this.ask('evm_setAutomine', on);
  }

  /** Replaces the last blocks by others, without their transactions. */
  async reorg(depth: number): Promise<void> {
    await this.ask('anvil_reorg', depth, []);
  }

  async snapshot(): Promise<Hex> {
    return (await this.ask('evm_snapshot')) as Hex;
  }

  async revert(snapshot: Hex): Promise<void> {
    await this.ask('evm_revert', snapshot);
  }
}

/** Accounts whose keys everybody knows. Source: Anvil's default words. */
export const KNOWN_KEYS: readonly Hex[] = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
];
