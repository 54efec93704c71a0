import type { HexBytes } from '@qca/ports';
import type { Address, Hex, LocalAccount } from 'viem';
import { readAt } from '../contracts/ContractAt.ts';
import type { BridgeSide } from './BridgeSide.ts';
import { chainOf, type GatewayMessage, messageToSign, type SentMessage } from './GatewayMessage.ts';

/** One signer's word for a message. */
export interface Attestation {
  readonly signer: Address;
  readonly message: GatewayMessage;
  readonly signature: Hex;
}

/** Why a signer does not sign. */
export type Unsigned =
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'not-final'; readonly confirmations: number; readonly wanted: number }
  | { readonly kind: 'unknown-chain'; readonly chainId: number };

/**
 * Signs for messages that it has itself seen sent, and seen final.
 *
 * It looks with its own nodes and believes no relayer: all it is told is the id. What it signs says "at least so deep as the
 * target asks", so that all signers sign the same.
 */
export class BridgeSigner {
  readonly #account: Pick<LocalAccount, 'address' | 'signTypedData'>;
  readonly #sides: ReadonlyMap<number, BridgeSide>;

  constructor(account: Pick<LocalAccount, 'address' | 'signTypedData'>, sides: readonly BridgeSide[]) {
    this.#account = account;
    this.#sides = new Map(sides.map((side) => [side.network.chainId, side]));
  }

  get address(): Address {
    return this.#account.address;
  }

  /** Looks for the message with that id on its source, and signs it for where it goes. */
  async attest(sourceChain: number, id: HexBytes): Promise<Attestation | Unsigned> {
    const source = this.#sides.get(sourceChain);
    if (source === undefined) return { kind: 'unknown-chain', chainId: sourceChain };
    const through = await source.catchUp();
    const sent = (await source.sent()).find((each) => each.id === id);
    if (sent === undefined) return { kind: 'not-sent' };
    const target = this.#sides.get(chainOf(sent.recipient));
    if (target === undefined) return { kind: 'unknown-chain', chainId: chainOf(sent.recipient) };
    const wanted = await target.depthWanted(sourceChain);
    const confirmations = through - sent.blockNumber;
    if (wanted === 0 || confirmations < wanted) return { kind: 'not-final', confirmations, wanted };
    return this.#sign(messageFrom(sent, source, wanted), target);
  }

  async #sign(message: GatewayMessage, target: BridgeSide): Promise<Attestation> {
    const epoch = await readAt(target.reader, target.gateway, 'epoch', []);
    const domain = { chainId: target.network.chainId, gateway: target.gateway.address, epoch };
    const signature = await this.#account.signTypedData(messageToSign(message, domain));
    return { signer: this.#account.address, message, signature };
  }
}

function messageFrom(
  { nonce, sender, recipient, payload }: SentMessage,
  source: BridgeSide,
  confirmations: number,
): GatewayMessage {
  return {
    sourceChain: BigInt(source.network.chainId),
    sourceGateway: source.gateway.address,
    ...{ nonce, confirmations, sender, recipient, payload },
  };
}
