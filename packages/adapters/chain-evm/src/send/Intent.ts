import { Refusal, type Sha256, sha256 } from '@qca/base';
import type { ChainAction, ChainOutcome, HexBytes } from '@qca/ports';
import { z } from 'zod';

const hex = z.custom<HexBytes>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value));
const whole = z.string().regex(/^\d+$/).transform(BigInt);
const block = z.object({ number: z.number().int(), hash: hex });
const inBlock = { hash: hex, block, feePaid: whole };

const OUTCOME = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), ...inBlock }),
  z.object({ kind: z.literal('reverted'), ...inBlock, reason: z.string() }),
  z.object({ kind: z.literal('withdrawn'), ...inBlock }),
  z.object({ kind: z.literal('replaced'), nonce: z.number().int() }),
]);

const INTENT_RECORD = z.discriminatedUnion('kind', [
  /** Something shall be done, at this place among all that we send. */
  z.object({
    kind: z.literal('intent'),
    id: z.string(),
    contentHash: z.custom<Sha256>((value) => typeof value === 'string'),
    nonce: z.number().int().nonnegative(),
    to: hex,
    data: hex,
    value: whole,
    gas: whole,
    untilUs: z.number().optional(),
  }),
  /** This was signed for it; it may have been sent from now on. */
  z.object({
    kind: z.literal('signed'),
    id: z.string(),
    hash: hex,
    raw: hex,
    feePerGasMax: whole,
    tipPerGasMax: whole,
    /** An empty transaction in its place. */
    withdraws: z.boolean(),
  }),
  z.object({ kind: z.literal('final'), id: z.string(), outcome: OUTCOME }),
  /** A reorganisation went deeper than what we call final. */
  z.object({ kind: z.literal('reopened'), id: z.string() }),
]);

/** One line of the log of intents. */
export type IntentRecord = z.output<typeof INTENT_RECORD>;

/** Reads what stands in a line of the log; throws where that is no record. */
export function parseIntentRecord(line: unknown): IntentRecord {
  return INTENT_RECORD.parse(line);
}

type IntentKept = Extract<IntentRecord, { kind: 'intent' }>;
type Attempt = Extract<IntentRecord, { kind: 'signed' }>;

/** What we know of an intent. The log holds what must survive; the rest is found again by looking. */
export interface Intent {
  readonly kept: IntentKept;
  readonly attempts: Attempt[];
  outcome: ChainOutcome | undefined;
  mined: ChainOutcome | undefined;
  trouble: string;
  /** When it was sent last, and since when it is the first in line. Milliseconds; nothing before. */
  sentMs: number | undefined;
  firstInLineMs: number | undefined;
}

/** Same content, same digest: what tells a repeated action from another one under its id. */
export function contentHashOf({ to, data, value, gasMax, untilUs }: ChainAction): Sha256 {
  const content = [to.toLowerCase(), data.toLowerCase(), `${value}`, `${gasMax ?? ''}`, `${untilUs ?? ''}`];
  return sha256(JSON.stringify(content));
}

/** Folds the log into intents, by id. Rejects, as `Refusal`: `intent-log-corrupt`. */
export function foldIntents(records: readonly IntentRecord[]): Map<string, Intent> {
  const intents = new Map<string, Intent>();
  for (const record of records) applyRecord(intents, record);
  return intents;
}

export function applyRecord(intents: Map<string, Intent>, record: IntentRecord): void {
  if (record.kind === 'intent') {
    if (intents.has(record.id)) throw corrupt(`intent ${record.id} is there twice`);
    const nothing = { outcome: undefined, mined: undefined, sentMs: undefined, firstInLineMs: undefined };
    intents.set(record.id, { kept: record, attempts: [], trouble: '', ...nothing });
    return;
  }
  const intent = intents.get(record.id);
  if (intent === undefined) throw corrupt(`a record of ${record.id} comes before its intent`);
  if (record.kind === 'signed') intent.attempts.push(record);
  if (record.kind === 'final') intent.outcome = record.outcome;
  if (record.kind === 'reopened') intent.outcome = undefined;
}

function corrupt(what: string): Refusal {
  return new Refusal({
    kind: 'intent-log-corrupt',
    what: `the log of what was to be sent cannot be used: ${what}`,
    where: 'log of intents',
    remedy: 'Restore the file. Without it, actions of the past could be done twice.',
  });
}
