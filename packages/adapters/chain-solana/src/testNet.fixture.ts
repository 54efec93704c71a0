import { assert, type Result } from '@qca/base';
import type { RecordLog } from '@qca/ports';
import { MemoryRecordLog } from '@qca/ports/suites';
import { type Address, createKeyPairSignerFromPrivateKeyBytes, type KeyPairSigner } from '@solana/kit';
import { SplAssets } from './assets/SplAssets.ts';
import { LiteNode } from './local/LiteNode.ts';
import { type SolanaNetwork, solanaNetworkOf } from './networks.ts';
import type { SolanaNode } from './rpc/SolanaNode.ts';
import type { ActionRecord } from './send/ActionRecord.ts';
import type { SolanaReport } from './send/SolanaAction.ts';
import { SolanaChain } from './send/SolanaChain.ts';

export const SOL = 1_000_000_000n;
export const BLOCK_MS = 400;
export const LOCAL: SolanaNetwork = solanaNetworkOf('local');

/** Somebody with a key of his own; the same number is the same person in every test. */
export function person(number: number): Promise<KeyPairSigner> {
  return createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(number));
}

export interface Actor {
  readonly address: Address;
  readonly signer: KeyPairSigner;
  readonly chain: SolanaChain;
  readonly assets: SplAssets;
  readonly log: RecordLog<ActionRecord>;
}

/** A network in the test's process with a clock of the test's own. */
export class TestNet {
  ms = Date.UTC(2026, 0, 1);
  readonly now = (): number => this.ms;
  readonly node = new LiteNode({ now: this.now, blockMs: BLOCK_MS });

  pass(blocks: number): void {
    this.ms += blocks * BLOCK_MS;
  }

  async actor(
    number: number,
    options: {
      readonly lamports?: bigint;
      readonly node?: SolanaNode;
      readonly log?: RecordLog<ActionRecord>;
      readonly network?: SolanaNetwork;
    } = {},
  ): Promise<Actor> {
    const { lamports = 10n * SOL, node = this.node, log = new MemoryRecordLog(), network = LOCAL } = options;
    const signer = await person(number);
    if (lamports > 0n) this.node.airdrop(signer.address, lamports);
    const chain = await SolanaChain.open({ network, node, signer, log, now: this.now });
    return { address: signer.address, signer, chain, assets: new SplAssets(chain), log };
  }

  /** Lets blocks go by, and looks. */
  settle({ chain }: Pick<Actor, 'chain'>, blocks = 1): Promise<readonly SolanaReport[]> {
    this.pass(blocks);
    return chain.observe();
  }

  async lamportsOf(address: Address): Promise<bigint> {
    const [account] = await this.node.accounts([address]);
    return account?.lamports ?? 0n;
  }
}

/** The value of what must not be refused. */
export function taken<Value>(result: Result<Value, { readonly sentence: string }>): Value {
  assert(result.ok, result.ok ? '' : result.rejection.sentence);
  return result.value;
}

/** The reason of what must be refused. */
export function refused<Rejection>(result: Result<unknown, Rejection>): Rejection {
  assert(!result.ok, 'it was taken on, and must not be');
  return result.rejection;
}

/** A node that answers some questions in its own way. */
export function bentNode(node: SolanaNode, answers: Partial<SolanaNode>): SolanaNode {
  return new Proxy(node, {
    get(target, name) {
      const own = answers[name as keyof SolanaNode];
      const value = own ?? (target as unknown as Record<PropertyKey, unknown>)[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
