import type { Amount } from '@qca/units';
import { isUnder } from './account.ts';
import { movesValue } from './TransferTotals.ts';
import type { TransferHistory, TransferKind } from './transfer.ts';

/** What came into a part of the ledger less what left it, for one kind and asset. */
export interface Flow {
  readonly kind: TransferKind;
  readonly asset: string;
  /** Atoms; negative when more left than came. */
  readonly net: Amount;
}

/**
 * Explains the balances at and below `prefix` by kind of transfer, in order of kind and asset.
 *
 * Transfers inside the prefix cancel out. Over all kinds the flows of an asset sum to its balance there, so what a
 * strategy earned is the sum of its flows less deposits, withdrawals and transfers.
 */
export function flowsUnder(history: TransferHistory, prefix: string): Flow[] {
  const inside = history.accounts.map(({ path }) => isUnder(path, prefix));
  const flows = new Map<string, { kind: TransferKind; asset: string; net: Amount }>();
  for (const event of history.events) {
    if (!movesValue(event) || inside[event.debit] === inside[event.credit]) continue;
    const { asset } = history.accounts[event.debit]!;
    const { kind } = event;
    const change = inside[event.credit] ? event.amount : -event.amount;
    const flow = flows.get(`${kind};${asset}`) ?? { kind, asset, net: 0n as Amount };
    flow.net = (flow.net + change) as Amount;
    flows.set(`${kind};${asset}`, flow);
  }
  return [...flows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, flow]) => flow);
}
