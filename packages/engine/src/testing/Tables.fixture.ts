import type { ProjectionBatch, Projections, TransferRow } from '@qca/ports';

/** Tables as plain as can be: rows by their keys, written whole, the last one stands. */
export class Tables {
  readonly rows = {
    orders: new Map(),
    fills: new Map(),
    transfers: new Map(),
    decisions: new Map(),
    equity: new Map(),
    bars: new Map(),
    commands: new Map(),
  } as {
    readonly orders: Map<string, ProjectionBatch['orders'][number]>;
    readonly fills: Map<string, ProjectionBatch['fills'][number]>;
    readonly transfers: Map<string, TransferRow>;
    readonly decisions: Map<string, ProjectionBatch['decisions'][number]>;
    readonly equity: Map<string, ProjectionBatch['equity'][number]>;
    readonly bars: Map<string, ProjectionBatch['bars'][number]>;
    readonly commands: Map<string, ProjectionBatch['commands'][number]>;
  };
  done = -1;
  batches = 0;
  /** Fails every write while set. */
  fault: Error | undefined;

  take(batch: ProjectionBatch, throughSequence: number): void {
    this.batches += 1;
    this.done = throughSequence;
    for (const row of batch.orders) this.rows.orders.set(row.orderId, row);
    for (const row of batch.fills) this.rows.fills.set(`${row.venue} ${row.fillId}`, row);
    for (const row of batch.transfers) this.rows.transfers.set(row.transferId, row);
    for (const row of batch.decisions) this.rows.decisions.set(row.decisionId, row);
    for (const row of batch.equity) this.rows.equity.set(`${row.strategy} ${row.sequence}`, row);
    for (const row of batch.bars) this.rows.bars.set(`${row.instrument} ${row.openUs}`, row);
    for (const row of batch.commands) this.rows.commands.set(row.commandId, row);
  }

  /** The part of the port that the engine uses. */
  get port(): Projections {
    const part: Pick<Projections, 'apply' | 'through'> = {
      apply: async (_runId, batch, throughSequence) => {
        if (this.fault !== undefined) throw this.fault;
        if (throughSequence > this.done) this.take(batch, throughSequence);
      },
      through: async () => this.done,
    };
    return part as Projections;
  }

  /** Credits less debits of an account over posted transfers, and what is still pending from it. */
  balance(account: string): { posted: bigint; pending: bigint } {
    let posted = 0n;
    let pending = 0n;
    for (const { state, debit, credit, amount } of this.rows.transfers.values()) {
      if (state === 'posted' && credit === account) posted += amount;
      if (state === 'posted' && debit === account) posted -= amount;
      if (state === 'pending' && debit === account) pending += amount;
    }
    return { posted, pending };
  }
}
