import { Refusal, type Sha256, sha256 } from '@qca/base';
import type { Address, Base64EncodedWireTransaction, Signature } from '@solana/kit';
import { z } from 'zod';

const text = z.custom<string>((value) => typeof value === 'string' && value.length > 0);
const signature = text.transform((value) => value as Signature);
const whole = z.string().regex(/^\d+$/).transform(BigInt);
const landed = { signature, slot: whole, feePaid: whole };

const OUTCOME = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), ...landed }),
  z.object({ kind: z.literal('failed'), ...landed, error: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('refused'), error: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('expired') }),
]);

const INSTRUCTION = z.object({
  program: text.transform((value) => value as Address),
  /** Address, and its role: 1 is writable, 2 signs. Source: kit, `AccountRole`. */
  accounts: z.array(z.tuple([text.transform((value) => value as Address), z.number().int().min(0).max(3)])),
  /** Base 64. */
  data: z.string(),
});

const ACTION_RECORD = z.discriminatedUnion('kind', [
  /** Something shall be done. */
  z.object({
    kind: z.literal('action'),
    id: z.string(),
    contentHash: z.custom<Sha256>((value) => typeof value === 'string'),
    instructions: z.array(INSTRUCTION),
    untilUs: z.number().optional(),
  }),
  /** This was signed for it; it may have been sent from now on, and may land up to that height. */
  z.object({
    kind: z.literal('signed'),
    id: z.string(),
    signature,
    wire: text.transform((value) => value as Base64EncodedWireTransaction),
    lastValidHeight: whole,
    /** It can be in no earlier slot. */
    slot: whole,
    unitPrice: whole,
    fee: whole,
  }),
  z.object({ kind: z.literal('final'), id: z.string(), outcome: OUTCOME }),
]);

/** One line of the log of actions. */
export type ActionRecord = z.output<typeof ACTION_RECORD>;

/** Reads what stands in a line of the log; throws where that is no record. */
export function parseActionRecord(line: unknown): ActionRecord {
  return ACTION_RECORD.parse(line);
}

export type KeptInstruction = z.output<typeof INSTRUCTION>;
type KeptAction = Extract<ActionRecord, { kind: 'action' }>;
export type Attempt = Extract<ActionRecord, { kind: 'signed' }>;

/** What became of an action, for good. Fees in lamports. */
export type SolanaOutcome = z.output<typeof OUTCOME>;

/** What we know of an action. The log holds what must survive; the rest is found again by looking. */
export interface KnownAction {
  readonly kept: KeptAction;
  readonly attempts: Attempt[];
  outcome: SolanaOutcome | undefined;
  mined: SolanaOutcome | undefined;
  trouble: string;
  /** When it was sent last. Milliseconds; nothing before. */
  sentMs: number | undefined;
}

/** Same content, same digest: what tells a repeated action from another one under its id. */
export function contentHashOf(content: string, untilUs: number | undefined): Sha256 {
  return sha256(JSON.stringify([content, `${untilUs ?? ''}`]));
}

/** Folds the log into actions, by id. Rejects, as `Refusal`: `action-log-corrupt`. */
export function foldActions(records: readonly ActionRecord[]): Map<string, KnownAction> {
  const actions = new Map<string, KnownAction>();
  for (const record of records) applyRecord(actions, record);
  return actions;
}

export function applyRecord(actions: Map<string, KnownAction>, record: ActionRecord): void {
  if (record.kind === 'action') {
    if (actions.has(record.id)) throw corrupt(`action ${record.id} is there twice`);
    const nothing = { outcome: undefined, mined: undefined, sentMs: undefined };
    actions.set(record.id, { kept: record, attempts: [], trouble: '', ...nothing });
    return;
  }
  const action = actions.get(record.id);
  if (action === undefined) throw corrupt(`a record of ${record.id} comes before its action`);
  if (record.kind === 'signed') action.attempts.push(record);
  else action.outcome = record.outcome;
}

function corrupt(what: string): Refusal {
  return new Refusal({
    kind: 'action-log-corrupt',
    what: `the log of what was to be sent cannot be used: ${what}`,
    where: 'log of actions',
    remedy: 'Restore the file. Without it, actions of the past could be done twice.',
  });
}
