import type { Random } from '@qca/base';
import {
  type Attestation,
  type BridgeSide,
  type BridgeSigner,
  callOf,
  type GatewayMessage,
  messageToSign,
  transferOf,
} from '@qca/chain-evm';
import type { ChainEvent } from '@qca/ports';
import { type Address, encodeFunctionData, type Hex, toHex } from 'viem';
import { expect } from 'vitest';
import { DEPTH, type End, isSigned, strangerAccounts, THRESHOLD, type TwoChains } from './TwoChains.ts';

/** A relayer that has what the honest one has, and no manners. */
export class AdversarialRelayer {
  readonly #two: TwoChains;
  readonly #random: Random;
  readonly #signers: readonly BridgeSigner[];
  readonly #sides: readonly BridgeSide[];
  /** Everything that was ever signed for, also for messages that a reorganisation has taken. */
  readonly #hoard: {
    readonly message: GatewayMessage;
    readonly signed: readonly Attestation[];
    readonly to: End;
  }[] = [];
  readonly #departures: ChainEvent[] = [];
  readonly done = new Map<string, number>();

  constructor(two: TwoChains, random: Random) {
    this.#two = two;
    this.#random = random;
    this.#signers = two.openSigners();
    this.#sides = two.openSides();
  }

  /** Asks the signers for any message, final or not; what they sign is kept for ever. */
  async hoard(index = this.#random.nextBelow(2)): Promise<void> {
    const side = this.#sides[index] as BridgeSide;
    await side.catchUp();
    this.#departures.push(...(await side.departures()));
    const sent = await side.sent();
    const chosen = this.#pickNewest(sent);
    if (chosen === undefined) return;
    const answers = await Promise.all(
      this.#signers.map((each) => each.attest(side.network.chainId, chosen.id)),
    );
    const signed = answers.filter(isSigned);
    const [first] = signed;
    this.#count(first === undefined ? 'not signed' : 'signed');
    if (first !== undefined)
      this.#hoard.push({ message: first.message, signed, to: this.#two.other(this.#two.ends[index] as End) });
  }

  /** Delivers something from the hoard: in any order, again, to the wrong chain, changed, or badly signed. */
  async deliver(): Promise<void> {
    const piece = this.#pickNewest(this.#hoard);
    if (piece === undefined) return;
    const other = this.#pick(this.#hoard) as typeof piece;
    const enough = sorted(piece.signed).slice(0, THRESHOLD);
    const attacks: Record<string, () => [End, GatewayMessage, readonly Hex[]]> = {
      honest: () => [piece.to, piece.message, signaturesOf(enough)],
      'cross-wired': () => [this.#two.other(piece.to), piece.message, signaturesOf(enough)],
      'too few signers': () => [piece.to, piece.message, signaturesOf(enough.slice(1))],
      'a signer twice': () => [
        piece.to,
        piece.message,
        signaturesOf([enough[0], enough[0], enough[1]] as Attestation[]),
      ],
      'signers out of order': () => [piece.to, piece.message, signaturesOf(enough.toReversed())],
      'signatures of another message': () => [
        piece.to,
        { ...piece.message, payload: '0x01' },
        signaturesOf(sorted(other.signed).slice(0, THRESHOLD)),
      ],
      'payload changed': () => [
        piece.to,
        { ...piece.message, payload: `${piece.message.payload.slice(0, -2)}01` as Hex },
        signaturesOf(enough),
      ],
      'nonce changed': () => [
        piece.to,
        { ...piece.message, nonce: piece.message.nonce + 1n },
        signaturesOf(enough),
      ],
      'sender changed': () => [
        piece.to,
        { ...piece.message, sender: piece.message.recipient },
        signaturesOf(enough),
      ],
    };
    const name = this.#random.nextBoolean(0.5) ? 'honest' : (this.#pick(Object.keys(attacks)) as string);
    const [end, message, signatures] = (attacks[name] as () => [End, GatewayMessage, readonly Hex[]])();
    const accepted = await end.own.send(
      callOf(end.gateway, 'deliver', [message, signatures]),
      end.own.accounts[5] as Address,
    );
    this.#count(`${name} ${accepted ? 'taken' : 'refused'}`);
    if (name !== 'honest') expect(accepted, name).toBe(false);
  }

  /** Delivers a payment that nobody sent, signed by as many strangers as it takes. */
  async forge(): Promise<void> {
    const end = this.#pick(this.#two.ends) as End;
    const source = this.#two.other(end);
    const departure = this.#pick(this.#departures);
    if (departure === undefined) return;
    const call = this.#forgedPayload(departure);
    const message: GatewayMessage = {
      ...{
        sourceChain: BigInt(source.network.chainId),
        sourceGateway: source.gateway.address,
        nonce: 10_000n,
      },
      ...{ confirmations: DEPTH, payload: call, sender: '0x', recipient: '0x' },
      ...this.#addresses(source, end),
    };
    const domain = { chainId: end.network.chainId, gateway: end.gateway.address, epoch: 1n };
    const signed = await Promise.all(
      strangerAccounts.map(async (account) => ({
        ...{ signer: account.address, message },
        signature: await account.signTypedData(messageToSign(message, domain)),
      })),
    );
    const accepted = await end.own.send(
      callOf(end.gateway, 'deliver', [message, signaturesOf(sorted(signed).slice(0, THRESHOLD))]),
      end.own.accounts[5] as Address,
    );
    this.#count('forged');
    expect(accepted, 'forged').toBe(false);
  }

  /** Completes, or has refused, what it pleases: too early, again, elsewhere, or what was never sent. */
  async meddle(): Promise<void> {
    const departure = this.#pick(this.#departures);
    if (departure === undefined) return;
    const transfer = transferOf(departure.args['transfer']);
    const right = this.#two.ends.find(({ network }) => BigInt(network.chainId) === transfer.targetChain);
    const end = (this.#random.nextBoolean(0.7) ? right : this.#pick(this.#two.ends)) as End;
    const changed = this.#random.nextBoolean(0.3) ? { ...transfer, amount: transfer.amount * 2n } : transfer;
    const name = this.#random.nextBoolean(0.5) ? 'completeBridge' : 'refuse';
    const accepted = await end.own.send(callOf(end.bridge, name, [changed]), end.own.accounts[5] as Address);
    this.#count(`${name} ${accepted ? 'taken' : 'refused'}`);
  }

  #forgedPayload(departure: ChainEvent): Hex {
    const transfer = { ...transferOf(departure.args['transfer']), amount: 777n, nonce: 999n };
    const components = Object.keys(transfer).map((name) => ({
      name,
      type: ['sourceToken', 'targetToken', 'sender', 'recipient'].includes(name) ? 'address' : 'uint256',
    }));
    const inputs = [{ type: 'bool' }, { type: 'tuple', components }];
    const abi = [{ type: 'function', name: 'f', stateMutability: 'view', inputs, outputs: [] }];
    return `0x${encodeFunctionData({ abi, functionName: 'f', args: [false, transfer] }).slice(10)}`;
  }

  /** Addresses as gateways write them: version 1, EVM, chain, account. */
  #addresses(source: End, target: End): { readonly sender: Hex; readonly recipient: Hex } {
    const of = ({ network, bridge }: End): Hex =>
      `0x0001000002${toHex(network.chainId).slice(2).padStart(4, '0')}14${bridge.address.slice(2).toLowerCase()}`;
    return { sender: of(source), recipient: of(target) };
  }

  #pick<Value>(values: readonly Value[]): Value | undefined {
    return values[this.#random.nextBelow(Math.max(1, values.length))];
  }

  /** What was sent last can still go away: the best of all to bring at once. */
  #pickNewest<Value>(values: readonly Value[]): Value | undefined {
    return this.#random.nextBoolean(0.5) ? values.at(-1) : this.#pick(values);
  }

  #count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }
}

export function sorted(signed: readonly Attestation[]): readonly Attestation[] {
  return signed.toSorted((a, b) => (a.signer.toLowerCase() < b.signer.toLowerCase() ? -1 : 1));
}

export function signaturesOf(signed: readonly Attestation[]): readonly Hex[] {
  return signed.map(({ signature }) => signature);
}
