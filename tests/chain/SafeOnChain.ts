import {
  type EncodedCall,
  executeSafe,
  type OwnerSignature,
  packSignatures,
  SAFE_ABI,
  safeTransaction,
} from '@qca/chain-evm';
import type { Address } from 'viem';
import type { ChainUnderTest } from './ChainUnderTest.ts';

/** A Safe with the keys of its owners, which a local chain keeps. */
export class SafeOnChain {
  readonly address: Address;
  readonly #chain: ChainUnderTest;
  readonly #owners: readonly Address[];

  constructor(chain: ChainUnderTest, address: Address, owners: readonly Address[]) {
    this.#chain = chain;
    this.address = address;
    this.#owners = owners;
  }

  /** Signatures of some of the owners, by their place, for the Safe's next transaction. */
  async sign<Places extends readonly number[]>(
    call: EncodedCall,
    places: readonly [...Places],
    safe = this.address,
  ): Promise<{ [Place in keyof Places]: OwnerSignature }> {
    const nonce = await this.#chain.reader.readContract({
      address: safe,
      abi: SAFE_ABI,
      functionName: 'nonce',
    });
    const data = safeTransaction(call, { chainId: this.#chain.chainId, safe, nonce });
    const signed: OwnerSignature[] = [];
    for (const place of places) {
      const owner = this.#owners[place] as Address;
      signed.push({ owner, signature: await this.#chain.signTypedData(owner, data) });
    }
    return signed as never;
  }

  async execute(call: EncodedCall, places: readonly number[]): Promise<void> {
    await this.#chain.send(executeSafe(this.address, call, packSignatures(await this.sign(call, places))));
  }
}
