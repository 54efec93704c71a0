import { setTimeout as delay } from 'node:timers/promises';
import { MILLISECOND } from '@qca/base';
import type { CommandInbox } from '@qca/ports';
import { wallClockUs } from '../wallClock.ts';
import type { FolderPaths } from './folderPaths.ts';
import type { GuardReply, GuardRequest } from './guardProtocol.ts';
import { isAcknowledged, type KillLock, readKillLock, removeKillLock, writeKillLock } from './killLock.ts';
import { readProcessFile } from './ProcessFile.ts';
import type { VenueCanceller } from './VenueCanceller.ts';

/** A healthy agent acknowledges within a few milliseconds; what is silent for so long is taken for hung. */
export const ACKNOWLEDGE_MS = 300;
const LOOK_MS = 5;
/** The inbox and the venue are told beside; they are waited for as long as the whole may take. */
const TELL_MS_MAX = 600;
/** Re-arming is journaled by the agent, which may be starting. */
const REARM_MS_MAX = 6_000;
/** How often a locked guard looks whether somebody has re-armed by another way. */
const WATCH_MS = 250;
/** Commands looked through for one that re-arms. */
const LOOKED_THROUGH = 50;

export interface GuardOptions {
  readonly paths: FolderPaths;
  /** The inbox while the database can be reached. */
  readonly inbox: () => CommandInbox | undefined;
  readonly canceller?: VenueCanceller;
  readonly log: (what: string, details?: Readonly<Record<string, unknown>>) => void;
}

/**
 * The kill switch, outside of the process it switches off.
 *
 * A kill needs nothing but the disk: the lock stops every order that adds exposure, and an agent that does not say within
 * 300 ms that it has stopped by itself is ended. The database and the venue are told as well, as far as they answer.
 */
export class Guard {
  readonly #options: GuardOptions;
  #isClosed = false;
  readonly #watching: Promise<void>;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#watching = this.#watch();
  }

  answer(request: GuardRequest): Promise<GuardReply> | GuardReply {
    if (request.kind === 'kill') return this.#kill(request);
    if (request.kind === 'rearm') return this.#rearm(request);
    const lock = readKillLock(this.#options.paths.killLock);
    return {
      kind: 'status',
      locked: lock !== undefined,
      lock: lock ?? null,
      agentPid: readProcessFile(this.#options.paths.agentPid) ?? null,
      agentAcknowledged: lock !== undefined && isAcknowledged(this.#options.paths.killAck, lock.commandId),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#watching;
    await this.#options.canceller?.close();
  }

  async #kill(request: Extract<GuardRequest, { kind: 'kill' }>): Promise<GuardReply> {
    const startedMs = performance.now();
    const { log } = this.#options;
    const lock = this.#lock(request);
    const lockedMs = performance.now() - startedMs;
    const troubles: string[] = [];
    const told = this.#tell(lock).catch((error: Error) => void troubles.push(`inbox: ${error.message}`));
    const first = this.#cancelAll(troubles);
    const how = await this.#stopAgent(lock);
    const doneMs = performance.now() - startedMs;
    const cancelling = this.#cancelRest(first, how, troubles);
    log('killed', { how, lockedMs, doneMs, commandId: lock.commandId, who: lock.who });
    await Promise.race([told, delay(TELL_MS_MAX)]);
    const cancelled = await Promise.race([cancelling, delay(TELL_MS_MAX, null)]);
    // Where the database slept, the agent still finds the command in the lock.
    const { commandId, atUs } = lock;
    return { kind: 'killed', ok: true, commandId, atUs, how, lockedMs, doneMs, cancelled, troubles };
  }

  /** Null without a venue, and where it could not be done: then it is in the troubles and in the log. */
  async #cancelAll(troubles: string[]): Promise<number | null> {
    try {
      return (await this.#options.canceller?.cancelAll()) ?? null;
    } catch (error) {
      const why = (error as Error).message;
      troubles.push(`venue: ${why}`);
      this.#options.log('orders may still be open at the venue', { level: 'error', why });
      return null;
    }
  }

  // An agent that was ended may have sent something after the first look. One that answers has its own orders in hand, and
  // those that reduce must not be taken from it.
  async #cancelRest(
    first: Promise<number | null>,
    how: 'acknowledged' | 'agent-ended' | 'no-agent',
    troubles: string[],
  ): Promise<number | null> {
    const cancelled = await first;
    const rest = how === 'agent-ended' ? await this.#cancelAll(troubles) : 0;
    if (cancelled !== null) this.#options.log('cancelled at the venue', { cancelled, rest });
    return cancelled === null || rest === null ? null : cancelled + rest;
  }

  // The first kill stands until it is re-armed: its id is what the journal knows.
  #lock({ commandId, who, why }: Extract<GuardRequest, { kind: 'kill' }>): KillLock {
    const { killLock } = this.#options.paths;
    const standing = readKillLock(killLock);
    if (standing !== undefined) return standing;
    const atUs = wallClockUs();
    const lock = { commandId: commandId ?? `kill-${atUs / MILLISECOND}`, who, why, atUs };
    writeKillLock(killLock, lock);
    return lock;
  }

  async #tell({ commandId, who, why, atUs }: KillLock): Promise<void> {
    const inbox = this.#options.inbox();
    if (inbox === undefined) throw new Error('the database cannot be reached');
    await inbox.put({ commandId, kind: 'kill', body: {}, who, why, createdUs: atUs });
  }

  async #stopAgent({ commandId }: KillLock): Promise<'acknowledged' | 'agent-ended' | 'no-agent'> {
    const { killAck, agentPid } = this.#options.paths;
    const untilMs = performance.now() + ACKNOWLEDGE_MS;
    for (;;) {
      if (isAcknowledged(killAck, commandId)) return 'acknowledged';
      if (readProcessFile(agentPid) === undefined) return 'no-agent';
      if (performance.now() >= untilMs) break;
      await delay(LOOK_MS);
    }
    const pid = readProcessFile(agentPid);
    if (pid === undefined) return 'no-agent';
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      return 'no-agent';
    }
    return 'agent-ended';
  }

  async #rearm(request: Extract<GuardRequest, { kind: 'rearm' }>): Promise<GuardReply> {
    const inbox = this.#options.inbox();
    if (inbox === undefined)
      return { kind: 'problem', what: 'the database cannot be reached, so re-arming cannot be journaled' };
    const createdUs = wallClockUs();
    const commandId = request.commandId ?? `rearm-${createdUs / MILLISECOND}`;
    const { who, why } = request;
    await inbox.put({ commandId, kind: 'rearm', body: { scope: 'platform' }, who, why, createdUs });
    const { answer } = await inbox.answered(commandId, REARM_MS_MAX);
    if (answer?.outcome === 'applied') this.#unlock(commandId);
    return {
      kind: 'rearmed',
      commandId,
      outcome: answer?.outcome ?? 'pending',
      rule: answer?.rule ?? '',
      detail: JSON.stringify(answer?.detail ?? null),
    };
  }

  #unlock(commandId: string): void {
    const { paths, log } = this.#options;
    removeKillLock(paths.killLock);
    log('re-armed', { commandId });
  }

  // Whoever re-arms over the API or the command line does it by the inbox: the lock follows what is journaled.
  async #watch(): Promise<void> {
    while (!this.#isClosed) {
      await delay(WATCH_MS);
      const lock = readKillLock(this.#options.paths.killLock);
      if (lock === undefined) continue;
      try {
        const commands = (await this.#options.inbox()?.list(LOOKED_THROUGH)) ?? [];
        const rearmed = commands.find(
          (each) =>
            each.kind === 'rearm' &&
            each.createdUs > lock.atUs &&
            each.answer?.outcome === 'applied' &&
            (each.body as { scope?: unknown } | null)?.scope === 'platform',
        );
        if (rearmed !== undefined && readKillLock(this.#options.paths.killLock)?.atUs === lock.atUs)
          this.#unlock(rearmed.commandId);
      } catch {
        // A database that does not answer re-arms nobody.
      }
    }
  }
}
