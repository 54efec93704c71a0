import { contractOf, type EncodedCall, explainRevert } from '@qca/chain-evm';
import {
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  numberToHex,
  type PublicClient,
  type TypedDataDefinition,
  type WalletClient,
} from 'viem';
import { expect } from 'vitest';
import type { Up } from './Up.ts';

/** Nobody in particular: has coins for gas and no part in anything. */
export const STRANGER: Address = '0x000000000000000000000000000000000000bEEF';

/** Plenty: an estimate is of this second, and a checkpoint of the next one costs more. */
const GAS = 5_000_000n;

/** The chain that the platform is on, and what tests do to it. */
export class ChainUnderTest {
  readonly reader: PublicClient;
  readonly #writer: WalletClient;
  readonly #up: Up;

  constructor(up: Up) {
    this.#up = up;
    this.reader = createPublicClient({ transport: http(up.url), pollingInterval: 20 });
    this.#writer = createWalletClient({ transport: http(up.url) });
  }

  get chainId(): number {
    return this.#up.chainId;
  }

  at<Name extends Parameters<typeof contractOf>[1]>(name: Name) {
    return contractOf(this.#up.contracts, name);
  }

  signTypedData(account: Address, data: TypedDataDefinition): Promise<Hex> {
    return this.#writer.signTypedData({ account, ...data });
  }

  /** Sends as somebody with no part in anything, unless said otherwise. */
  async send({ to, data }: EncodedCall, from: Address = STRANGER): Promise<void> {
    await this.#ask('anvil_impersonateAccount', [from]);
    const hash = await this.#writer.sendTransaction({ account: from, chain: null, to, data, gas: GAS });
    const { status } = await this.reader.waitForTransactionReceipt({ hash });
    expect(status).toBe('success');
  }

  /** Why a call would be refused: the name of the error, or the text that comes with it. */
  async refusalOf({ to, data }: EncodedCall, from: Address = STRANGER): Promise<string> {
    try {
      await this.#ask('eth_call', [{ from, to, data }, 'latest']);
      return 'not refused';
    } catch (error) {
      for (let each: unknown = error; each instanceof Error; each = each.cause) {
        const { data: found } = each as { readonly data?: unknown };
        if (typeof found === 'string') {
          const { error: name, sentence } = explainRevert(found as Hex);
          return `${name} ${sentence}`;
        }
      }
      throw error;
    }
  }

  async pass(seconds: number): Promise<void> {
    await this.#ask('evm_increaseTime', [seconds]);
    await this.#ask('evm_mine', []);
  }

  /** Coins for gas. */
  async fund(account: Address): Promise<void> {
    await this.#ask('anvil_setBalance', [account, numberToHex(10n ** 20n)]);
  }

  #ask(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.reader.request({ method, params } as never);
  }
}
