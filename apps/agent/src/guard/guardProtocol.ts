import { COMMAND_ID, WHO_MAX, WHY_MAX } from '@qca/base/command-bounds';
import { z } from 'zod';

// The words on the guard's socket: one JSON document per line in, one out.

const signed = {
  commandId: z.string().regex(COMMAND_ID).optional(),
  who: z.string().trim().min(1).max(WHO_MAX),
  why: z.string().trim().min(1).max(WHY_MAX),
};

export const guardRequest = z.discriminatedUnion('kind', [
  /** No new exposure from now on. */
  z.strictObject({ kind: z.literal('kill'), ...signed }),
  /** Lets the platform trade again: journaled first, then the lock is taken away. */
  z.strictObject({ kind: z.literal('rearm'), ...signed }),
  z.strictObject({ kind: z.literal('status') }),
]);

export type GuardRequest = z.infer<typeof guardRequest>;

const lock = z.object({ commandId: z.string(), who: z.string(), why: z.string(), atUs: z.number() });

export const guardReply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('killed'),
    ok: z.literal(true),
    commandId: z.string(),
    /** When the lock was put in place. */
    atUs: z.number(),
    /**
     * `acknowledged`: the agent has carried it out; `agent-ended`: it did not answer and its process is ended;
     * `no-agent`: none runs. In each case nothing new can be sent any more.
     */
    how: z.enum(['acknowledged', 'agent-ended', 'no-agent']),
    /** From the request to the lock, and to `how`. Milliseconds. */
    lockedMs: z.number(),
    doneMs: z.number(),
    /** Orders cancelled at a real venue over the guard's own connection; null where there is none. */
    cancelled: z.int().nullable(),
    /** What did not work on the way. */
    troubles: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('rearmed'),
    commandId: z.string(),
    outcome: z.enum(['applied', 'refused', 'pending']),
    rule: z.string(),
    detail: z.string(),
  }),
  z.object({
    kind: z.literal('status'),
    locked: z.boolean(),
    lock: lock.nullable(),
    agentPid: z.int().nullable(),
    agentAcknowledged: z.boolean(),
  }),
  z.object({ kind: z.literal('problem'), what: z.string() }),
]);

export type GuardReply = z.infer<typeof guardReply>;

/** Where programs find the guard, and how long it may take: a kill is over in half a second. */
export const GUARD_LINE_MAX = 8_192;
