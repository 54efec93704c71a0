import { DAY, Refusal, type Sha256, sha256, type TimeUs } from '@qca/base';
import { COMMAND_ID, COMMAND_ID_MAX, WHO_MAX, WHY_MAX } from '@qca/base/command-bounds';
import { encodeJson, isStorableText } from './encodeJson.ts';

/** What an operator or a program wants of the agent, as it is put into the inbox. */
export interface NewCommand {
  /** Chosen by whoever sends it, so that a repeated sending has one effect. As `COMMAND_ID`. */
  readonly commandId: string;
  /** `kill`, `set-budget`, …: what it means is the engine's business. */
  readonly kind: string;
  /** Plain JSON, at most `COMMAND_BYTES_MAX`. */
  readonly body: unknown;
  /** Who sends it and the reason given: both are journaled with the command. */
  readonly who: string;
  readonly why: string;
  readonly createdUs: TimeUs;
}

/** What became of a command. */
export interface CommandAnswer {
  readonly outcome: 'applied' | 'refused';
  /** The rule that refused it, or empty. */
  readonly rule: string;
  /** Plain JSON: the numbers behind the outcome. At most `COMMAND_BYTES_MAX`. */
  readonly detail: unknown;
  /** The journal entry that holds the outcome; −1 for what was refused before it reached a journal. */
  readonly sequence: number;
  /** The run whose journal that is. */
  readonly run?: string;
}

/** A command as the inbox keeps it. */
export interface InboxCommand extends NewCommand {
  readonly answer: CommandAnswer | undefined;
}

/** A command is a handful of parameters; 16 KiB is a hundred times that. */
export const COMMAND_BYTES_MAX = 16_384;

/** With so many waiting the agent has been away for long, and more of the same would not help. */
export const COMMANDS_WAITING_MAX = 1_000;

/** One answer of the inbox holds at most so many commands. */
export const COMMANDS_LISTED_MAX = 1_000;

/** An answered command can be looked up for so long; what came of it stays in the journal for good. */
export const COMMANDS_KEPT_US = 90 * DAY;

/** Old commands that one new command clears away at most: more than come, and few enough to take no time. */
export const COMMANDS_CLEARED_MAX = 100;

/** A listener hears of what waits at least so often, whatever became of notifications. */
export const INBOX_POLL_MS = 1_000;

/**
 * Where commands wait for the agent. A command that was put is kept until it is answered, and stays to be looked up for
 * `COMMANDS_KEPT_US`.
 *
 * The reader's duty: a command is handed out again and again until it is answered, so it is applied by its id, once.
 */
export interface CommandInbox {
  /**
   * Adds a command; it is kept when this resolves. The same id with the same content (kind, body, who, why) changes nothing.
   * Answered commands that were given `COMMANDS_KEPT_US` before it are cleared away, the oldest first, a bounded number at
   * a time: their ids are forgotten.
   *
   * Rejects, as `Refusal`: `command-id-used` for other content under a known id, `bad-command`, `document-too-large`,
   * `inbox-full`.
   */
  put(command: NewCommand): Promise<'added' | 'same'>;
  /** The commands without an answer, in order of arrival. */
  waiting(limit: number): Promise<readonly InboxCommand[]>;
  /**
   * Sets the answer. The same answer again changes nothing.
   *
   * Rejects, as `Refusal`: `unknown-command`, `command-answered` when another answer stands, `document-too-large`.
   */
  answer(commandId: string, answer: CommandAnswer): Promise<void>;
  read(commandId: string): Promise<InboxCommand | undefined>;
  /** The newest first. */
  list(limit: number): Promise<readonly InboxCommand[]>;
  /**
   * Calls `onNew` when there is something to look up with `waiting`: at once if commands wait already, soon after one is put,
   * and every `INBOX_POLL_MS` for as long as one waits. It may be called in vain and must not throw. An inbox that cannot be
   * reached is tried again until it can.
   */
  listen(onNew: () => void): StopListening;
  /**
   * Resolves with the command once it is answered, or as it stands after `waitMs`.
   *
   * Rejects, as `Refusal`: `unknown-command`.
   */
  answered(commandId: string, waitMs: number): Promise<InboxCommand>;
}

/** Ends a subscription. When it resolves, the listener is not called any more. */
export type StopListening = () => Promise<void>;

const COMMAND_KIND = /^[a-z][a-z0-9-]{0,49}$/;

/** What an inbox stores of a command beside its plain columns. */
export interface EncodedCommand {
  /** Canonical JSON of the body. */
  readonly body: string;
  /** Digest of all that makes two commands the same; the time of sending does not. */
  readonly contentHash: Sha256;
}

/** Checks a command and encodes it. Rejects, as `Refusal`: `bad-command`, `document-too-large`. */
export function encodeCommand(command: NewCommand): EncodedCommand {
  const { commandId, kind, who, why, createdUs } = command;
  refuseUnless(
    COMMAND_ID.test(commandId),
    'commandId',
    `1 to ${COMMAND_ID_MAX} letters, digits, ".", "_", ":" or "-"`,
  );
  refuseUnless(COMMAND_KIND.test(kind), 'kind', '1 to 50 small letters, digits or dashes');
  refuseUnless(
    who !== '' && isStorableText(who, WHO_MAX),
    'who',
    `1 to ${WHO_MAX} characters of Unicode text`,
  );
  refuseUnless(isStorableText(why, WHY_MAX), 'why', `at most ${WHY_MAX} characters of Unicode text`);
  refuseUnless(Number.isSafeInteger(createdUs), 'createdUs', 'whole microseconds');
  const body = encodeJson(command.body, { bytesMax: COMMAND_BYTES_MAX, where: 'command body' });
  return { body, contentHash: sha256(JSON.stringify([kind, body, who, why])) };
}

function refuseUnless(good: boolean, field: string, form: string): void {
  if (good) return;
  throw new Refusal({
    kind: 'bad-command',
    what: `the ${field} of a command is not ${form}`,
    where: `command ${field}`,
    remedy: `Give ${form}.`,
  });
}

/** Tells that an id stands for something else already. */
export function commandIdUsed(commandId: string): Refusal {
  return new Refusal({
    kind: 'command-id-used',
    what: `command ${commandId} was put before with other content`,
    where: 'command inbox',
    remedy: 'Choose a new id for a new command; repeat an old one exactly as it was.',
  });
}

/** Tells that nobody takes commands out. */
export function inboxFull(): Refusal {
  return new Refusal({
    kind: 'inbox-full',
    what: `${COMMANDS_WAITING_MAX} commands wait for the agent already`,
    where: 'command inbox',
    remedy: 'Look whether the agent runs; it answers them when it does.',
  });
}

/** Tells that no such command was ever put. */
export function unknownCommand(commandId: string): Refusal {
  return new Refusal({
    kind: 'unknown-command',
    what: `there is no command ${JSON.stringify(commandId)}`,
    where: 'command inbox',
    remedy: 'Check the id against the list of commands.',
  });
}

/** Tells that a command has another answer already. */
export function commandAnswered(commandId: string, answer: CommandAnswer): Refusal {
  return new Refusal({
    kind: 'command-answered',
    what: `command ${commandId} was answered otherwise: ${answer.outcome} by entry ${answer.sequence}`,
    where: 'command inbox',
    remedy: 'The first answer stands; look it up in the journal.',
  });
}
