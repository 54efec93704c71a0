import { RunningHash } from '@qca/base';
import { catchUp, decodeEntries, explainOrder, type OrderStory, replay } from '@qca/engine';
import type { BalanceFilter, RunRecord, Store } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import { formatDecimal } from '@qca/units';
import { finder } from './executePlan.ts';
import { loadStrategyFile } from './loadStrategyFile.ts';
import { readPlan } from './RunPlan.ts';

/** Decimals of every asset kept at venues, and of value accounts. */
const DECIMALS = 8;

/** Steps every input of a run again and compares each fact, byte for byte. */
export async function replayRun(store: Store, record: RunRecord) {
  const plan = readPlan(record.configuration);
  const own = plan.strategyFile === null ? undefined : await loadStrategyFile(plan.strategyFile);
  const journal = await store.openJournal(record.id, { writer: false });
  try {
    const replayed = await replay(journal, finder(own));
    const recorded = record.head?.hash;
    const complete = recorded === undefined || recorded === replayed.head.hash;
    const firstDifference =
      replayed.firstDifference ??
      (complete
        ? null
        : {
            sequence: replayed.head.lastSequence + 1,
            journaled: `the run ended with hash ${recorded}`,
            replayed: `the journal has ${replayed.head.hash}`,
          });
    return {
      hash: replayed.head.hash,
      same: firstDifference === null,
      firstDifference,
      inputs: replayed.inputs,
      entries: replayed.head.lastSequence + 1,
      orders: replayed.state?.strategies.reduce((sum, each) => sum + each.orders, 0) ?? 0,
      ledger: replayed.state?.books.ledger.head ?? null,
    };
  } finally {
    await journal.close();
  }
}

/** Hashes every byte of a journal again and counts its entries; the ledger's chain is proven by `replayRun`. */
export async function verifyJournal(store: Store, record: RunRecord) {
  const journal = await store.openJournal(record.id, { writer: false });
  const hash = new RunningHash();
  let blocks = 0;
  let entries = 0;
  let firstFault: string | null = null;
  try {
    for await (const block of journal.blocks()) {
      hash.update(block.bytes);
      let own = 0;
      decodeEntries(block.bytes, () => {
        own += 1;
      });
      const fault =
        block.firstSequence !== entries
          ? `block ${blocks} starts at entry ${block.firstSequence}, not ${entries}`
          : block.lastSequence !== entries + own - 1
            ? `block ${blocks} holds ${own} entries, not ${block.lastSequence - block.firstSequence + 1}`
            : hash.peek() !== block.hash
              ? `block ${blocks} (entries ${block.firstSequence}–${block.lastSequence}) does not have the hash it was stored with`
              : null;
      firstFault ??= fault;
      blocks += 1;
      entries += own;
    }
    if (record.head !== undefined && record.head.hash !== hash.peek())
      firstFault ??= `the run ended with hash ${record.head.hash}`;
    return { ok: firstFault === null, hash: hash.peek(), blocks, entries, firstFault };
  } finally {
    await journal.close();
  }
}

/** Balances and totals of a run, folded from its journal. Amounts with their asset. */
export async function balancesOf(store: Store, record: RunRecord, filter: BalanceFilter) {
  const journal = await store.openJournal(record.id, { writer: false });
  const tables = createMemoryStore();
  try {
    await tables.saveRun(record);
    await catchUp(journal, tables.projections, record.id);
    const rows = await tables.projections.balances(record.id, filter);
    const written = (atoms: bigint, asset: string): string => `${formatDecimal(atoms, DECIMALS)} ${asset}`;
    const accounts = rows.map((row) => ({
      account: row.account,
      asset: row.asset,
      debits: written(row.debits, row.asset),
      credits: written(row.credits, row.asset),
      balance: written(row.credits - row.debits, row.asset),
      reserved: written(row.pendingDebits, row.asset),
    }));
    // Totals are of the whole ledger: one account, or one strategy's side, need not balance by itself.
    const { accountPrefix: _account, strategy: _strategy, ...whole } = filter;
    const all = await tables.projections.balances(record.id, whole);
    const assets = [...new Set(all.map((row) => row.asset))].sort();
    const totals = assets.map((asset) => {
      const own = all.filter((row) => row.asset === asset);
      const debits = own.reduce((sum, row) => sum + row.debits, 0n);
      const credits = own.reduce((sum, row) => sum + row.credits, 0n);
      return {
        asset,
        debits: written(debits, asset),
        credits: written(credits, asset),
        balanced: debits === credits,
      };
    });
    return { accounts, totals };
  } finally {
    await journal.close();
    await tables.close();
  }
}

/** Reads an order's story; undefined when the run has no such order. */
export async function explain(
  store: Store,
  record: RunRecord,
  orderId: string,
): Promise<OrderStory | undefined> {
  const { configuration } = readPlan(record.configuration);
  if (!orderId.startsWith(`${configuration.stream}-`)) return undefined;
  const journal = await store.openJournal(record.id, { writer: false });
  try {
    return await explainOrder(journal, orderId);
  } finally {
    await journal.close();
  }
}
