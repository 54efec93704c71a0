import { assert, canonicalJson, type TimeUs } from '@qca/base';
import {
  COMMAND_BYTES_MAX,
  COMMANDS_CLEARED_MAX,
  COMMANDS_KEPT_US,
  COMMANDS_LISTED_MAX,
  COMMANDS_WAITING_MAX,
  type CommandAnswer,
  type CommandInbox,
  commandAnswered,
  commandIdUsed,
  encodeCommand,
  encodeJson,
  INBOX_POLL_MS,
  type InboxCommand,
  inboxFull,
  type NewCommand,
  type StopListening,
  unknownCommand,
} from '@qca/ports';

interface Kept {
  readonly command: NewCommand;
  /** Canonical JSON, so that nobody holds the objects that were put. */
  readonly body: string;
  readonly contentHash: string;
  answer: string | undefined;
}

/** A command inbox for roles in one process; it ends with it. */
export class MemoryCommandInbox implements CommandInbox {
  readonly #kept = new Map<string, Kept>();
  readonly #waiting = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();
  readonly #onAnswer = new Map<string, Set<() => void>>();
  readonly #stops = new Set<StopListening>();

  async put(command: NewCommand): Promise<'added' | 'same'> {
    const { commandId } = command;
    const { body, contentHash } = encodeCommand(command);
    const known = this.#kept.get(commandId);
    if (known !== undefined) {
      if (known.contentHash !== contentHash) throw commandIdUsed(commandId);
      return 'same';
    }
    if (this.#waiting.size >= COMMANDS_WAITING_MAX) throw inboxFull();
    const kept: Kept = { command: { ...command, body: undefined }, body, contentHash, answer: undefined };
    this.#clear(command.createdUs - COMMANDS_KEPT_US);
    this.#kept.set(commandId, kept);
    this.#waiting.set(commandId, kept);
    this.#tell();
    return 'added';
  }

  #clear(beforeUs: TimeUs): void {
    const old = [...this.#kept.values()].filter(
      ({ command, answer }) => answer !== undefined && command.createdUs < beforeUs,
    );
    old.sort((a, b) => a.command.createdUs - b.command.createdUs);
    for (const { command } of old.slice(0, COMMANDS_CLEARED_MAX)) this.#kept.delete(command.commandId);
  }

  async waiting(limit: number): Promise<readonly InboxCommand[]> {
    expectLimit(limit);
    return this.#waiting.values().take(limit).map(decode).toArray();
  }

  async answer(commandId: string, answer: CommandAnswer): Promise<void> {
    const { outcome, rule, sequence, run } = answer;
    const detail = encodeJson(answer.detail, { bytesMax: COMMAND_BYTES_MAX, where: 'command answer' });
    const text = canonicalJson({ outcome, rule, sequence, run, detail });
    const kept = this.#kept.get(commandId);
    if (kept === undefined) throw unknownCommand(commandId);
    const standing = decode(kept).answer;
    if (standing !== undefined) {
      if (kept.answer !== text) throw commandAnswered(commandId, standing);
      return;
    }
    kept.answer = text;
    this.#waiting.delete(commandId);
    for (const onAnswer of this.#onAnswer.get(commandId) ?? []) onAnswer();
  }

  async read(commandId: string): Promise<InboxCommand | undefined> {
    const kept = this.#kept.get(commandId);
    return kept === undefined ? undefined : decode(kept);
  }

  async list(limit: number): Promise<readonly InboxCommand[]> {
    expectLimit(limit);
    return [...this.#kept.values()].slice(-limit).reverse().map(decode);
  }

  listen(onNew: () => void): StopListening {
    const look = () => {
      if (this.#listeners.has(look) && this.#waiting.size > 0) onNew();
    };
    this.#listeners.add(look);
    setImmediate(look);
    const timer = setInterval(look, INBOX_POLL_MS);
    const stop = async () => {
      this.#listeners.delete(look);
      this.#stops.delete(stop);
      clearInterval(timer);
    };
    this.#stops.add(stop);
    return stop;
  }

  async answered(commandId: string, waitMs: number): Promise<InboxCommand> {
    const kept = this.#kept.get(commandId);
    if (kept === undefined) throw unknownCommand(commandId);
    if (kept.answer === undefined && waitMs > 0) await this.#waitForAnswer(commandId, waitMs);
    return decode(kept);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) await stop();
    for (const waiters of this.#onAnswer.values()) for (const onAnswer of waiters) onAnswer();
  }

  #waitForAnswer(commandId: string, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#onAnswer.get(commandId) ?? new Set();
      const done = () => {
        clearTimeout(timer);
        waiters.delete(done);
        if (waiters.size === 0) this.#onAnswer.delete(commandId);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#onAnswer.set(commandId, waiters.add(done));
    });
  }

  // In a turn of its own, as any news from another role comes.
  #tell(): void {
    for (const look of this.#listeners) setImmediate(look);
  }
}

function decode({ command, body, answer }: Kept): InboxCommand {
  return {
    ...command,
    body: JSON.parse(body),
    answer: answer === undefined ? undefined : decodeAnswer(answer),
  };
}

function decodeAnswer(text: string): CommandAnswer {
  const { detail, ...rest } = JSON.parse(text);
  return { ...rest, detail: JSON.parse(detail) };
}

function expectLimit(limit: number): void {
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= COMMANDS_LISTED_MAX,
    `limit ${limit} must be from 1 to ${COMMANDS_LISTED_MAX}`,
  );
}
