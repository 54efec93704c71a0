import { assert } from '@qca/base';
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
  type InboxCommand,
  inboxFull,
  type NewCommand,
  type StopListening,
  unknownCommand,
} from '@qca/ports';
import type { Database } from './Database.ts';
import { CHANNELS, type Notifications, notify } from './Notifications.ts';

const INSERT = `
  INSERT INTO qca.inbox (command_id, kind, body, who, why, created_us, content_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

// Numbers are given out under the lock, so that they rise in the order in which commands can be seen.
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('qca:inbox', 0))";

const COUNT_WAITING = `
  SELECT count(*)::int AS waiting FROM (SELECT 1 FROM qca.inbox WHERE outcome IS NULL LIMIT ${COMMANDS_WAITING_MAX}) AS queue`;

const CLEAR = `
  DELETE FROM qca.inbox WHERE number IN (
    SELECT number FROM qca.inbox WHERE outcome IS NOT NULL AND created_us < $1
    ORDER BY created_us LIMIT ${COMMANDS_CLEARED_MAX})`;

const ANSWER = `
  UPDATE qca.inbox SET outcome = $2, rule = $3, detail = $4, sequence = $5, run_id = $6
  WHERE command_id = $1 AND outcome IS NULL`;

/** A command inbox in a table, told of by notifications. */
export class PostgresCommandInbox implements CommandInbox {
  readonly #database: Database;
  readonly #notifications: Notifications;

  constructor(database: Database, notifications: Notifications) {
    this.#database = database;
    this.#notifications = notifications;
  }

  async put(command: NewCommand): Promise<'added' | 'same'> {
    const { commandId, kind, who, why, createdUs } = command;
    const { body, contentHash } = encodeCommand(command);
    return this.#database.transact(async (client) => {
      await client.query(LOCK);
      const known = await client.query<{ content_hash: string }>(
        'SELECT content_hash FROM qca.inbox WHERE command_id = $1',
        [commandId],
      );
      if (known.rows[0] !== undefined) {
        if (known.rows[0].content_hash !== contentHash) throw commandIdUsed(commandId);
        return 'same';
      }
      const count = await client.query<{ waiting: number }>(COUNT_WAITING);
      if ((count.rows[0]?.waiting ?? 0) >= COMMANDS_WAITING_MAX) throw inboxFull();
      await client.query(CLEAR, [createdUs - COMMANDS_KEPT_US]);
      await client.query(INSERT, [commandId, kind, body, who, why, createdUs, contentHash]);
      await notify(client, CHANNELS.put, '');
      return 'added';
    });
  }

  async waiting(limit: number): Promise<readonly InboxCommand[]> {
    expectLimit(limit);
    const text = 'SELECT * FROM qca.inbox WHERE outcome IS NULL ORDER BY number LIMIT $1';
    return (await this.#database.query<InboxColumns>(text, [limit])).map(decode);
  }

  async answer(commandId: string, answer: CommandAnswer): Promise<void> {
    const { outcome, rule, sequence, run } = answer;
    const detail = encodeJson(answer.detail, { bytesMax: COMMAND_BYTES_MAX, where: 'command answer' });
    await this.#database.transact(async (client) => {
      const updated = await client.query(ANSWER, [commandId, outcome, rule, detail, sequence, run]);
      if (updated.rowCount === 1) return notify(client, CHANNELS.answered, commandId);
      const found = await client.query<InboxColumns>('SELECT * FROM qca.inbox WHERE command_id = $1', [
        commandId,
      ]);
      const row = found.rows[0];
      const standing = row === undefined ? undefined : decode(row).answer;
      if (row === undefined || standing === undefined) throw unknownCommand(commandId);
      const same = row.outcome === outcome && row.rule === rule && row.detail === detail;
      if (!same || standing.sequence !== sequence || standing.run !== run)
        throw commandAnswered(commandId, standing);
    });
  }

  async read(commandId: string): Promise<InboxCommand | undefined> {
    const text = 'SELECT * FROM qca.inbox WHERE command_id = $1';
    const rows = await this.#database.query<InboxColumns>(text, [commandId]);
    return rows[0] === undefined ? undefined : decode(rows[0]);
  }

  async list(limit: number): Promise<readonly InboxCommand[]> {
    expectLimit(limit);
    const text = 'SELECT * FROM qca.inbox ORDER BY number DESC LIMIT $1';
    return (await this.#database.query<InboxColumns>(text, [limit])).map(decode);
  }

  listen(onNew: () => void): StopListening {
    let listening = true;
    let looking: Promise<void> | undefined;
    const look = async () => {
      const found = await this.#anyWaiting().catch(() => false); // looked up again within a second
      looking = undefined;
      if (listening && found) onNew();
    };
    const stop = this.#notifications.listen(CHANNELS.put, (payload) => {
      // A notification says that a command is there; only a doubt has to be looked up, one look at a time.
      if (payload === undefined) looking ??= look();
      else onNew();
    });
    return async () => {
      listening = false;
      await stop();
      await looking;
    };
  }

  async #anyWaiting(): Promise<boolean> {
    return (await this.#database.query('SELECT FROM qca.inbox WHERE outcome IS NULL LIMIT 1')).length > 0;
  }

  async answered(commandId: string, waitMs: number): Promise<InboxCommand> {
    const heard = new AbortController();
    let news = Promise.withResolvers<void>();
    const stop = this.#notifications.listen(CHANNELS.answered, (payload) => {
      if (payload === undefined || payload === commandId) news.resolve();
    });
    const timer = setTimeout(() => {
      heard.abort();
      news.resolve();
    }, waitMs);
    try {
      for (;;) {
        news = Promise.withResolvers<void>();
        const command = await this.read(commandId);
        if (command === undefined) throw unknownCommand(commandId);
        if (command.answer !== undefined || heard.signal.aborted) return command;
        await news.promise;
      }
    } finally {
      clearTimeout(timer);
      await stop();
    }
  }
}

interface InboxColumns {
  readonly command_id: string;
  readonly kind: string;
  readonly body: string;
  readonly who: string;
  readonly why: string;
  readonly created_us: string;
  readonly outcome: 'applied' | 'refused' | null;
  readonly rule: string | null;
  readonly detail: string | null;
  readonly sequence: string | null;
  readonly run_id: string | null;
}

function decode(row: InboxColumns): InboxCommand {
  const { kind, who, why, outcome, rule, detail } = row;
  const answer =
    outcome === null || rule === null || detail === null
      ? undefined
      : {
          outcome,
          rule,
          detail: JSON.parse(detail),
          sequence: Number(row.sequence),
          ...(row.run_id === null ? {} : { run: row.run_id }),
        };
  return {
    commandId: row.command_id,
    kind,
    body: JSON.parse(row.body),
    who,
    why,
    createdUs: Number(row.created_us),
    answer,
  };
}

function expectLimit(limit: number): void {
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= COMMANDS_LISTED_MAX,
    `limit ${limit} must be from 1 to ${COMMANDS_LISTED_MAX}`,
  );
}
