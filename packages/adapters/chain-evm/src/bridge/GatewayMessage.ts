import type { ChainEvent, HexBytes } from '@qca/ports';
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hashTypedData,
  keccak256,
  parseAbiParameters,
} from 'viem';

/** A message between gateways, as it is delivered and signed. */
export interface GatewayMessage {
  readonly sourceChain: bigint;
  readonly sourceGateway: Address;
  readonly nonce: bigint;
  /** Blocks that signers saw on top of the message's own, at least. */
  readonly confirmations: number;
  /** Interoperable addresses (ERC-7930): chain and account. */
  readonly sender: Hex;
  readonly recipient: Hex;
  readonly payload: Hex;
}

/** A message and where it was sent. */
export interface SentMessage {
  readonly id: HexBytes;
  readonly blockNumber: number;
  readonly blockHash: HexBytes;
  /** Its place among all that the gateway has sent. */
  readonly nonce: bigint;
  readonly sender: Hex;
  readonly recipient: Hex;
  readonly payload: Hex;
}

/** Where a message is delivered: what its signatures are bound to. */
export interface GatewayDomain {
  readonly chainId: number;
  readonly gateway: Address;
  /** Number of the set of signers of now. */
  readonly epoch: bigint;
}

const ID_FIELDS = parseAbiParameters(
  'string tag, uint256 sourceChain, address sourceGateway, uint256 nonce, bytes32 sender, bytes32 recipient, bytes32 payload',
);

const MESSAGE_TYPES = {
  Message: [
    { name: 'sourceChain', type: 'uint256' },
    { name: 'sourceGateway', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'confirmations', type: 'uint32' },
    { name: 'sender', type: 'bytes' },
    { name: 'recipient', type: 'bytes' },
    { name: 'payload', type: 'bytes' },
    { name: 'epoch', type: 'uint64' },
  ],
} as const;

/** Digest of a message, the same on both chains. Twin: contracts/src/bridge/ThresholdGateway.sol, `idOf`. */
export function messageIdOf(message: Omit<GatewayMessage, 'confirmations'>): Hex {
  const { sourceChain, sourceGateway, nonce, sender, recipient, payload } = message;
  const [from, to, what] = [keccak256(sender), keccak256(recipient), keccak256(payload)];
  return keccak256(
    encodeAbiParameters(ID_FIELDS, ['QCAI message 1', sourceChain, sourceGateway, nonce, from, to, what]),
  );
}

/** What a signer signs (EIP-712). Twin: contracts/src/bridge/ThresholdGateway.sol, `digestOf`. */
export function messageToSign(message: GatewayMessage, { chainId, gateway, epoch }: GatewayDomain) {
  return {
    domain: { name: 'QCAI gateway', version: '1', chainId, verifyingContract: gateway },
    types: MESSAGE_TYPES,
    primaryType: 'Message',
    message: { ...message, epoch },
  } as const;
}

export function messageDigestOf(message: GatewayMessage, domain: GatewayDomain): Hex {
  return hashTypedData(messageToSign(message, domain));
}

/**
 * Reads what a gateway has sent from all that it ever said, oldest first: the event has no nonce, which counts from zero.
 *
 * A message whose digest does not follow from its place is left out: then events are missing.
 */
export function sentMessages(
  events: readonly ChainEvent[],
  { sourceChain, sourceGateway }: Pick<GatewayMessage, 'sourceChain' | 'sourceGateway'>,
): readonly SentMessage[] {
  return events
    .filter(
      ({ event, address }) =>
        event === 'MessageSent' && address.toLowerCase() === sourceGateway.toLowerCase(),
    )
    .map(({ blockNumber, blockHash, args }, index) => ({
      ...{ id: args['sendId'] as HexBytes, blockNumber, blockHash, nonce: BigInt(index) },
      ...{
        sender: args['sender'] as Hex,
        recipient: args['recipient'] as Hex,
        payload: args['payload'] as Hex,
      },
    }))
    .filter((sent) => messageIdOf({ ...sent, sourceChain, sourceGateway }) === sent.id);
}

/** The chain in an interoperable address of an EVM chain (ERC-7930, version 1): `0001 0000 <length> <chain> …`. */
export function chainOf(interoperable: Hex): number {
  const length = Number.parseInt(interoperable.slice(10, 12), 16);
  return Number(`0x${interoperable.slice(12, 12 + 2 * length)}`);
}
