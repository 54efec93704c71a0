import type { Chain, ChainAction, HexBytes } from '@qca/ports';
import { type AbiParameter, decodeAbiParameters, type Hex } from 'viem';
import { CrossChainBridgeAbi } from '../abi/CrossChainBridge.ts';
import { callOf, type EncodedCall, readAt } from '../contracts/ContractAt.ts';
import type { BridgeSide, SendingSide } from './BridgeSide.ts';
import type { Attestation, BridgeSigner, Unsigned } from './BridgeSigner.ts';
import { chainOf, type GatewayMessage, type SentMessage } from './GatewayMessage.ts';

/** What a relayer did, or why it could not. */
export interface RelayStep {
  readonly kind: 'submitted' | 'refused';
  readonly what: 'deliver' | 'complete' | 'refuse';
  /** Of the message, or of the transfer. */
  readonly id: HexBytes;
  /** Why the contract would not take it; empty otherwise. */
  readonly reason: string;
}

/** Anything that gives signatures for messages: signers in this process, or across the network. */
export type Attester = Pick<BridgeSigner, 'attest'>;

/** `Fate` of a transfer where it arrives. */
const FATE = { unknown: 0, waiting: 1 } as const;

type Transfer = Parameters<typeof callTransfer>[2];

/** An action that fails on the chain is tried anew under another id, so often at most. */
const TRIES_MAX = 1_000;

/**
 * Carries messages between two ends of the bridge, for nothing and with no power: it can only bring what signers have signed.
 *
 * Each step delivers what is final and signed, completes large transfers when their time to be disputed is over, and has those
 * refused that came too late, which brings their refund. What a contract refuses now is tried again at the next step.
 */
export class BridgeRelayer {
  readonly #ends: readonly SendingSide[];
  readonly #attesters: readonly Attester[];

  constructor(ends: readonly [SendingSide, SendingSide], attesters: readonly Attester[]) {
    this.#ends = ends;
    this.#attesters = attesters;
  }

  /** Looks at both ends once and does what can be done. */
  async step(): Promise<readonly RelayStep[]> {
    const steps: RelayStep[] = [];
    for (const { side, chain } of this.#ends) {
      await chain.observe();
      await side.catchUp();
    }
    for (const source of this.#ends)
      for (const target of this.#ends) {
        if (source === target) continue;
        for (const sent of await source.side.sent())
          if (chainOf(sent.recipient) === target.side.network.chainId)
            steps.push(...(await this.#deliver(source.side, target, sent)));
        for (const { args } of await source.side.departures())
          steps.push(...(await this.#settle(target, args['id'] as HexBytes, args['transfer'])));
      }
    return steps;
  }

  async #deliver(
    source: BridgeSide,
    target: SendingSide,
    { id, blockNumber, payload }: SentMessage,
  ): Promise<RelayStep[]> {
    const { reader, gateway } = target.side;
    if (await readAt(reader, gateway, 'delivered', [id])) return [];
    if (await this.#isOver(target.side, payload)) return [];
    const through = await source.catchUp();
    if (through - blockNumber < (await target.side.depthWanted(source.network.chainId))) return [];
    const signed = await this.#collect(source, target.side, id);
    if (signed === undefined) return [];
    const { message, signatures } = signed;
    return this.#submit(target.chain, 'deliver', id, callOf(gateway, 'deliver', [message, signatures]));
  }

  /** Whether a transfer that a message brings is decided already, or too late: such a message is never taken. */
  async #isOver(target: BridgeSide, payload: Hex): Promise<boolean> {
    const transfer = arrivalIn(payload);
    if (transfer === undefined) return false;
    const id = await readAt(target.reader, target.bridge, 'idOf', [transfer]);
    const fate = await readAt(target.reader, target.bridge, 'fateOf', [id]);
    return fate !== FATE.unknown || (await target.nowSeconds()) > transfer.deadline;
  }

  /** Signatures of as much weight as is needed, in the order of their signers; nothing when there are not enough. */
  async #collect(
    source: BridgeSide,
    target: BridgeSide,
    id: HexBytes,
  ): Promise<{ readonly message: GatewayMessage; readonly signatures: readonly Hex[] } | undefined> {
    const answers = await Promise.all(
      this.#attesters.map((each) => each.attest(source.network.chainId, id).catch(() => undefined)),
    );
    const threshold = await readAt(target.reader, target.gateway, 'threshold', []);
    const signed = answers.filter(isAttestation).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const used: Attestation[] = [];
    let weight = 0n;
    for (const each of signed) {
      if (weight >= threshold) break;
      const own = await readAt(target.reader, target.gateway, 'weightOf', [each.signer]);
      const isSecond = used.some((other) => keyOf(other) === keyOf(each));
      if (own === 0n || isSecond) continue;
      used.push(each);
      weight += own;
    }
    const [first] = used;
    if (first === undefined || weight < threshold) return undefined;
    return { message: first.message, signatures: used.map(({ signature }) => signature) };
  }

  /** Completes a transfer that has waited, or has it refused when its time is over. */
  async #settle(target: SendingSide, id: HexBytes, told: unknown): Promise<RelayStep[]> {
    const { reader, bridge } = target.side;
    const transfer = transferOf(told);
    if (Number(transfer.targetChain) !== target.side.network.chainId) return [];
    const fate = await readAt(reader, bridge, 'fateOf', [id]);
    const now = await target.side.nowSeconds();
    if (fate === FATE.waiting && now >= (await readAt(reader, bridge, 'completableAt', [id])))
      return this.#submit(
        target.chain,
        'complete',
        id,
        callTransfer(target.side, 'completeBridge', transfer),
      );
    if (fate === FATE.unknown && now > transfer.deadline)
      return this.#submit(target.chain, 'refuse', id, callTransfer(target.side, 'refuse', transfer));
    return [];
  }

  /** Submits under an id that follows from what is done, so that nothing is sent twice while it is on its way. */
  async #submit(
    chain: Chain,
    what: RelayStep['what'],
    id: HexBytes,
    call: EncodedCall,
  ): Promise<RelayStep[]> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const action: ChainAction = { id: `${what}.${id}.${tries}`, ...call, value: 0n };
      const known = chain.find(action.id)?.progress;
      // What failed on the chain for good is tried anew; what is on its way, or seen done, is left to be seen.
      if (known?.state === 'final' && known.outcome.kind !== 'done') continue;
      if (known !== undefined) return [];
      const taken = await chain.submit(action);
      if (taken.ok) return [{ kind: 'submitted', what, id, reason: '' }];
      const { rejection } = taken;
      const reason = 'sentence' in rejection ? rejection.sentence : `${rejection.pending} wait already`;
      return [{ kind: 'refused', what, id, reason }];
    }
    return [];
  }
}

function callTransfer(
  { bridge }: BridgeSide,
  name: 'completeBridge' | 'refuse',
  transfer: {
    readonly sourceChain: bigint;
    readonly targetChain: bigint;
    readonly sourceToken: Hex;
    readonly targetToken: Hex;
    readonly sender: Hex;
    readonly recipient: Hex;
    readonly amount: bigint;
    readonly nonce: bigint;
    readonly deadline: bigint;
  },
): EncodedCall {
  return callOf(bridge, name, [transfer]);
}

/** A transfer as an event told it, with numbers as text. */
export function transferOf(told: unknown): Transfer {
  const text = told as Readonly<Record<keyof Transfer, string>>;
  return {
    sourceChain: BigInt(text.sourceChain),
    targetChain: BigInt(text.targetChain),
    sourceToken: text.sourceToken as Hex,
    targetToken: text.targetToken as Hex,
    sender: text.sender as Hex,
    recipient: text.recipient as Hex,
    amount: BigInt(text.amount),
    nonce: BigInt(text.nonce),
    deadline: BigInt(text.deadline),
  };
}

const TRANSFER = CrossChainBridgeAbi.find(
  (each) => each.type === 'function' && each.name === 'completeBridge',
)?.inputs?.[0] as AbiParameter;

/** The transfer that a message of the bridge brings; nothing when it is a refund, or somebody else's message. */
function arrivalIn(payload: Hex): Transfer | undefined {
  try {
    const [isRefund, transfer] = decodeAbiParameters([{ type: 'bool' }, TRANSFER], payload);
    return isRefund === true ? undefined : (transfer as unknown as Transfer);
  } catch {
    return undefined;
  }
}

function isAttestation(answer: Attestation | Unsigned | undefined): answer is Attestation {
  return answer !== undefined && 'signature' in answer;
}

function keyOf({ signer }: Attestation): string {
  return signer.toLowerCase();
}
