import { accept, type Result, reject } from '@qca/base';
import type { Choice, VotingType } from '@qca/governance';
import { type Address, type Hex, hashTypedData, isAddress, isAddressEqual, isHex } from 'viem';
import { z } from 'zod';

/**
 * A vote as Snapshot's clients send it: who, the signature, and what was signed (EIP-712). Every word of the message is signed.
 *
 * Source: snapshot.js, `src/sign`: domain and types of a vote.
 */
export interface SignedVote {
  readonly address: Address;
  readonly sig: Hex;
  readonly message: VoteMessage;
}

export interface VoteMessage {
  readonly from: Address;
  readonly space: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Id of the proposal: 32 bytes in hex, or any text. */
  readonly proposal: string;
  /** As signed: a number, several, or parts as JSON text. */
  readonly choice: number | readonly number[] | string;
  readonly reason: string;
  readonly app: string;
  readonly metadata: string;
}

export type VoteRejection =
  | { readonly kind: 'malformed'; readonly what: string }
  | { readonly kind: 'wrong-domain'; readonly name: string; readonly version: string }
  | { readonly kind: 'wrong-voter'; readonly from: Address; readonly address: Address };

/** Snapshot's domain names no chain and no contract, so a vote is bound by its space and its proposal alone. */
export const SNAPSHOT_DOMAIN = { name: 'snapshot', version: '0.1.4' } as const;

/** A reason is a sentence or two; without a bound anybody could fill our memory with one. */
const TEXT_MAX = 10_000;
const CHOICES_MAX = 100;

const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value, { strict: false }),
);
const text = z.string().max(TEXT_MAX);
const uint32 = z.number().int().min(0).max(0xffff_ffff);
const ENVELOPE = z.object({
  address,
  sig: z.custom<Hex>((value) => isHex(value)),
  data: z.object({
    domain: z.strictObject({ name: z.string(), version: z.string() }),
    message: z.strictObject({
      from: address,
      space: text,
      timestamp: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      proposal: text,
      choice: z.union([uint32, z.array(uint32).max(CHOICES_MAX), text]),
      reason: text.default(''),
      app: text.default(''),
      metadata: text.default(''),
    }),
  }),
});

/**
 * Reads a vote from outside. What it says of its own types is not looked at: ours are hashed, and another type has another hash.
 *
 * Rejects: `malformed`, `wrong-domain`, `wrong-voter`.
 */
export function readVote(envelope: unknown): Result<SignedVote, VoteRejection> {
  const parsed = ENVELOPE.safeParse(envelope);
  if (!parsed.success) return reject({ kind: 'malformed', what: z.prettifyError(parsed.error) });
  const {
    address: voter,
    sig,
    data: { domain, message },
  } = parsed.data;
  if (domain.name !== SNAPSHOT_DOMAIN.name || domain.version !== SNAPSHOT_DOMAIN.version)
    return reject({ kind: 'wrong-domain', ...domain });
  if (!isAddressEqual(message.from, voter))
    return reject({ kind: 'wrong-voter', from: message.from, address: voter });
  return accept({ address: voter, sig, message });
}

/** The types that Snapshot has for a vote: the choice's follows from how is voted, the proposal's from what its id looks like. */
export function voteTypes(type: VotingType, proposal: string) {
  return {
    Vote: [
      { name: 'from', type: 'address' },
      { name: 'space', type: 'string' },
      { name: 'timestamp', type: 'uint64' },
      { name: 'proposal', type: proposal.startsWith('0x') ? 'bytes32' : 'string' },
      { name: 'choice', type: CHOICE_TYPE[type] },
      { name: 'reason', type: 'string' },
      { name: 'app', type: 'string' },
      { name: 'metadata', type: 'string' },
    ],
  };
}

const CHOICE_TYPE: Readonly<Record<VotingType, string>> = {
  basic: 'uint32',
  'single-choice': 'uint32',
  approval: 'uint32[]',
  weighted: 'string',
  quadratic: 'string',
};

/** A vote as data for a wallet to sign. */
export function voteToSign(message: VoteMessage, type: VotingType) {
  return {
    domain: SNAPSHOT_DOMAIN,
    types: voteTypes(type, message.proposal),
    primaryType: 'Vote' as const,
    message: { ...message, timestamp: BigInt(message.timestamp) } as Record<string, unknown>,
  };
}

/** The digest that was signed, or nothing when the message is of another type than the vote: then nobody signed it. */
export function hashVote(message: VoteMessage, type: VotingType): Hex | undefined {
  if (!isOfType(message.choice, type)) return undefined;
  if (message.proposal.startsWith('0x') && !/^0x[0-9a-f]{64}$/i.test(message.proposal)) return undefined;
  return hashTypedData(voteToSign(message, type));
}

/** What a message chose, as it is counted. Parts that are no JSON object come out as they are, and are refused for their form. */
export function choiceOf({ choice }: VoteMessage, type: VotingType): Choice {
  if (typeof choice !== 'string' || CHOICE_TYPE[type] !== 'string') return choice as Choice;
  try {
    return JSON.parse(choice) as Choice;
  } catch {
    return choice as unknown as Choice;
  }
}

function isOfType(choice: VoteMessage['choice'], type: VotingType): boolean {
  if (CHOICE_TYPE[type] === 'uint32') return typeof choice === 'number';
  return CHOICE_TYPE[type] === 'string' ? typeof choice === 'string' : Array.isArray(choice);
}
