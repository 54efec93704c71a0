import { assert } from '@qca/base';
import {
  CHAIN_EVENTS_READ_MAX,
  CHECKPOINTS_MAX,
  type ChainBlock,
  type ChainEvent,
  type ChainEventFilter,
  type ChainEvents,
  type ChainPage,
  type HexBytes,
  isNewPage,
} from '@qca/ports';
import type pg from 'pg';
import type { Database } from './Database.ts';

// One writer at a time for a chain: a page is compared with the newest checkpoint and added as one.
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('qca:chain:' || $1::text, 0))";
const CHECKPOINTS = `SELECT number, hash FROM qca.chain_checkpoints WHERE chain_id = $1 ORDER BY number DESC LIMIT ${CHECKPOINTS_MAX}`;
const ADD_EVENTS = `INSERT INTO qca.chain_events
  SELECT $1, block_number, log_index, block_hash, transaction_hash, address, contract, event, args
  FROM jsonb_to_recordset($2::jsonb) AS row (block_number bigint, log_index int, block_hash text,
    transaction_hash text, address text, contract text, event text, args jsonb)`;
const ADD_CHECKPOINT = 'INSERT INTO qca.chain_checkpoints VALUES ($1, $2, $3)';
const FORGET_CHECKPOINTS = `DELETE FROM qca.chain_checkpoints WHERE chain_id = $1 AND number <
  (SELECT min(number) FROM (${CHECKPOINTS}) AS kept)`;
const ROLL_BACK = [
  'DELETE FROM qca.chain_events WHERE chain_id = $1 AND block_number > $2',
  'DELETE FROM qca.chain_checkpoints WHERE chain_id = $1 AND number > $2',
];
const READ = `SELECT block_number, log_index, block_hash, transaction_hash, address, contract, event, args::text
  FROM qca.chain_events
  WHERE chain_id = $1 AND (block_number, log_index) > ($2::bigint, $3::int)
    AND ($4::text IS NULL OR contract = $4) AND ($5::text IS NULL OR event = $5)
  ORDER BY block_number, log_index LIMIT $6`;

interface EventColumns {
  readonly block_number: string;
  readonly log_index: number;
  readonly block_hash: HexBytes;
  readonly transaction_hash: HexBytes;
  readonly address: HexBytes;
  readonly contract: string;
  readonly event: string;
  readonly args: string;
}

/** What contracts said on one chain, in tables. */
export class PostgresChainEvents implements ChainEvents {
  readonly #database: Database;
  readonly #chainId: number;

  constructor(database: Database, chainId: number) {
    this.#database = database;
    this.#chainId = chainId;
  }

  async checkpoints(): Promise<readonly ChainBlock[]> {
    return (await this.#database.query<BlockColumns>(CHECKPOINTS, [this.#chainId])).map(blockOf);
  }

  async append(page: ChainPage): Promise<void> {
    await this.#database.transact(async (client) => {
      await client.query(LOCK, [this.#chainId]);
      const known = await client.query<BlockColumns>(CHECKPOINTS, [this.#chainId]);
      if (!isNewPage(known.rows.map(blockOf), page)) return;
      if (page.events.length > 0) await client.query(ADD_EVENTS, [this.#chainId, encodeEvents(page.events)]);
      await client.query(ADD_CHECKPOINT, [this.#chainId, page.to.number, page.to.hash]);
      await client.query(FORGET_CHECKPOINTS, [this.#chainId]);
    });
  }

  async rollBack(toNumber: number): Promise<void> {
    await this.#database.transact(async (client: pg.ClientBase) => {
      await client.query(LOCK, [this.#chainId]);
      for (const statement of ROLL_BACK) await client.query(statement, [this.#chainId, toNumber]);
    });
  }

  async read({ after, contract, event, limit }: ChainEventFilter): Promise<readonly ChainEvent[]> {
    assert(
      Number.isInteger(limit) && limit > 0 && limit <= CHAIN_EVENTS_READ_MAX,
      `limit ${limit} must be from 1 to ${CHAIN_EVENTS_READ_MAX}`,
    );
    const rows = await this.#database.query<EventColumns>(READ, [
      this.#chainId,
      after?.blockNumber ?? -1,
      after?.logIndex ?? -1,
      contract ?? null,
      event ?? null,
      limit,
    ]);
    return rows.map((row) => ({
      blockNumber: Number(row.block_number),
      blockHash: row.block_hash,
      logIndex: row.log_index,
      transactionHash: row.transaction_hash,
      address: row.address,
      contract: row.contract,
      event: row.event,
      args: JSON.parse(row.args) as ChainEvent['args'],
    }));
  }

  async clear(): Promise<void> {
    await this.rollBack(-1);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

interface BlockColumns {
  readonly number: string;
  readonly hash: HexBytes;
}

function blockOf({ number, hash }: BlockColumns): ChainBlock {
  return { number: Number(number), hash };
}

// What a contract says is anybody's text; the server's has no zero character and no half of a surrogate pair.
function encodeEvents(events: readonly ChainEvent[]): string {
  const rows = events.map((each) => ({
    block_number: each.blockNumber,
    log_index: each.logIndex,
    block_hash: each.blockHash,
    transaction_hash: each.transactionHash,
    address: each.address,
    contract: each.contract,
    event: each.event,
    args: each.args,
  }));
  return JSON.stringify(rows, (_, value) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value,
  );
}
