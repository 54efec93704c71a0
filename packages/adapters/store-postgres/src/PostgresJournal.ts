import { assert, Fault } from '@qca/base';
import { type Journal, type JournalBlock, type JournalHead, refuseOutOfSequence } from '@qca/ports';
import type pg from 'pg';
import type { Database } from './Database.ts';
import { databaseError } from './databaseError.ts';

/** Blocks read at a time: about a megabyte at the size the engine writes. */
const PAGE_BLOCKS = 16;

// The head moves and the block is added in one statement. Where the head is elsewhere, nothing happens at all.
const APPEND = `
  WITH moved AS (
    UPDATE qca.journal_heads SET last_sequence = $3, hash = $5
    WHERE run_id = $1 AND last_sequence = $2::bigint - 1 RETURNING run_id
  )
  INSERT INTO qca.journal_blocks (run_id, first_sequence, last_sequence, bytes, hash)
  SELECT run_id, $2, $3, $4, $5 FROM moved`;

const PAGE = `
  SELECT first_sequence, last_sequence, bytes, hash FROM qca.journal_blocks
  WHERE run_id = $1 AND first_sequence >= coalesce(
    (SELECT max(first_sequence) FROM qca.journal_blocks WHERE run_id = $1 AND first_sequence <= $2), 0)
    AND last_sequence >= $2
  ORDER BY first_sequence LIMIT ${PAGE_BLOCKS}`;

interface BlockRow {
  readonly first_sequence: string;
  readonly last_sequence: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

/** Returns where a run's journal ends. */
export async function readHead(database: Database, runId: string): Promise<JournalHead> {
  const rows = await database.query<{ last_sequence: string; hash: string }>(
    'SELECT last_sequence, hash FROM qca.journal_heads WHERE run_id = $1',
    [runId],
  );
  assert(rows[0] !== undefined, `run ${runId} has no journal head`);
  return { lastSequence: Number(rows[0].last_sequence), hash: rows[0].hash };
}

async function* readBlocks(
  database: Database,
  runId: string,
  fromSequence: number,
): AsyncGenerator<JournalBlock> {
  for (let next = fromSequence; ; ) {
    const rows = await database.query<BlockRow>(PAGE, [runId, next]);
    for (const row of rows) {
      const lastSequence = Number(row.last_sequence);
      yield { firstSequence: Number(row.first_sequence), lastSequence, bytes: row.bytes, hash: row.hash };
      next = lastSequence + 1;
    }
    if (rows.length < PAGE_BLOCKS) return;
  }
}

/** A journal opened to read. */
export class PostgresJournalReader implements Journal {
  readonly writeAhead = true;
  readonly #database: Database;
  readonly #runId: string;

  constructor(database: Database, runId: string) {
    this.#database = database;
    this.#runId = runId;
  }

  head(): Promise<JournalHead> {
    return readHead(this.#database, this.#runId);
  }

  append(): never {
    return assert(false, `the journal of run ${this.#runId} was opened to read`) as never;
  }

  blocks(fromSequence = 0): AsyncIterable<JournalBlock> {
    return readBlocks(this.#database, this.#runId, fromSequence);
  }

  close(): void {}
}

export interface OpenedWriter {
  readonly database: Database;
  readonly runId: string;
  /** Holds the writer's lock. */
  readonly client: pg.Client;
  readonly head: JournalHead;
  /** Whether the client's commits wait for the disk. */
  readonly durable: boolean;
}

/**
 * A journal with its one writer. The connection holds the lock: when it breaks, another writer may come, so this one
 * never goes on by itself.
 */
export class PostgresJournal implements Journal {
  readonly writeAhead: boolean;
  readonly #database: Database;
  readonly #runId: string;
  readonly #client: pg.Client;
  #head: JournalHead;
  /** End of what was handed over, and the last append under way: one block is sent after the other. */
  #sentSequence: number;
  #sending: Promise<void> = Promise.resolve();
  #failed = '';

  constructor(opened: OpenedWriter) {
    const { database, runId, client, head, durable } = opened;
    this.#database = database;
    this.#runId = runId;
    this.#client = client;
    this.#head = head;
    this.#sentSequence = head.lastSequence;
    this.writeAhead = durable;
    client.on('end', () => {
      if (this.#failed === '') this.#failed = 'the connection has ended';
    });
  }

  /** Returns the end of what the database has acknowledged. */
  head(): JournalHead {
    return this.#head;
  }

  async append(block: JournalBlock): Promise<void> {
    this.#refuseFailed();
    refuseOutOfSequence(this.#sentSequence, block, `run ${this.#runId}`);
    this.#sentSequence = block.lastSequence;
    const before = this.#sending;
    this.#sending = before.then(() => this.#send(block));
    this.#sending.catch(() => {}); // the caller hears of it; who comes after sees that the journal has failed
    return this.#sending;
  }

  async #send(block: JournalBlock): Promise<void> {
    this.#refuseFailed();
    try {
      await this.#insert(block);
      this.#head = { lastSequence: block.lastSequence, hash: block.hash };
    } catch (error) {
      // Whether the block was stored is not known now; opening the journal again finds out.
      this.#failed = (error as Error).message;
      throw databaseError(error, `write the journal of run ${this.#runId} to ${this.#database.place}`);
    }
  }

  async *blocks(fromSequence = 0): AsyncGenerator<JournalBlock> {
    yield* readBlocks(this.#database, this.#runId, fromSequence);
  }

  async close(): Promise<void> {
    await this.#sending.catch(() => {});
    if (this.#failed === '') this.#failed = 'it was closed';
    await this.#client.end().catch(() => {}); // it may have ended before
  }

  #refuseFailed(): void {
    if (this.#failed === '') return;
    throw new Fault(`the journal of run ${this.#runId} must be opened again: ${this.#failed}`, {
      retryable: false,
    });
  }

  async #insert(block: JournalBlock): Promise<void> {
    const { firstSequence, lastSequence, bytes, hash } = block;
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = [this.#runId, firstSequence, lastSequence, body, hash];
    const { rowCount } = await this.#client.query({ name: 'append', text: APPEND, values });
    if (rowCount === 1) return;
    const head = await readHead(this.#database, this.#runId);
    refuseOutOfSequence(
      head.lastSequence,
      block,
      `run ${this.#runId}, which another writer has gone on with`,
    );
    assert(false, `block ${firstSequence} of run ${this.#runId} follows the head and was not stored`);
  }
}
