import type { Posting } from '@qca/engine';
import { ASSET_DECIMALS, type NaiveRun, type Row } from './NaiveRun.ts';
import { decimalText, floorAtoms } from './plain.ts';

export interface Transfer {
  sequence: number;
  timeUs: number;
  strategy: string;
  readonly id: number;
  readonly kind: string;
  state: 'pending' | 'posted' | 'voided';
  readonly debit: string;
  readonly credit: string;
  readonly asset: string;
  amount: bigint;
  readonly reference: string;
}

/** Every movement of the ledger; a reserve as what is left of it. */
export function transfersOf(run: NaiveRun): Transfer[] {
  const accounts = new Map(run.all('account-opened').map(({ entry }) => [entry.account, entry]));
  const transfers: Transfer[] = [];
  const reserves = new Map<number, Transfer>();
  for (const { sequence, timeUs, strategy, reference, posting } of postingsOf(run)) {
    for (const [id, type, pendingId, debit, credit, atoms, kind] of posting.transfers) {
      const from = accounts.get(debit);
      const to = accounts.get(credit);
      if (from === undefined || to === undefined) throw new Error('a transfer between unopened accounts');
      if (from.asset !== to.asset) throw new Error('a transfer between assets');
      const reserve = reserves.get(pendingId);
      const transfer: Transfer = {
        sequence,
        timeUs,
        strategy: type === 'pending-posted' ? (reserve?.strategy ?? '?') : run.strategy(strategy),
        id,
        kind,
        state: type === 'reserved' ? 'pending' : 'posted',
        debit: from.name,
        credit: to.name,
        asset: from.asset,
        amount: BigInt(atoms),
        reference,
      };
      if (type !== 'pending-voided') transfers.push(transfer);
      if (type === 'reserved') reserves.set(pendingId, transfer);
      else if (type !== 'posted' && reserve !== undefined) {
        reserve.amount -= transfer.amount;
        reserve.sequence = sequence;
        reserve.timeUs = timeUs;
        if (reserve.amount === 0n) reserve.state = 'voided';
      }
    }
  }
  return transfers;
}

interface Posted {
  readonly sequence: number;
  readonly timeUs: number;
  readonly strategy: number;
  readonly reference: string;
  readonly posting: Posting;
}

function postingsOf(run: NaiveRun): Posted[] {
  return run.entries.flatMap((entry, sequence): Posted[] => {
    const { timeUs } = entry;
    switch (entry.kind) {
      case 'booked': {
        const { strategy, reference, posting } = entry;
        return [{ sequence, timeUs, strategy, reference, posting }];
      }
      case 'order-placed': {
        const { strategy, orderId: reference, posting } = entry;
        return posting === null ? [] : [{ sequence, timeUs, strategy, reference, posting }];
      }
      case 'order-closed': {
        const { orderId: reference, posting } = entry;
        return posting === null ? [] : [{ sequence, timeUs, strategy: -1, reference, posting }];
      }
      default:
        return [];
    }
  });
}

export function transferRows(transfers: readonly Transfer[]): Row[] {
  return transfers.map(({ id, amount, ...rest }) => ({
    ...rest,
    transferId: String(id),
    amount: decimalText(amount, ASSET_DECIMALS),
  }));
}

export interface Sums {
  debits: bigint;
  credits: bigint;
  pendingDebits: bigint;
  pendingCredits: bigint;
}

/** Debits and credits by account and asset, added up one transfer after another. */
export function balancesOf(transfers: readonly Transfer[]): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  const at = (account: string, asset: string): Sums => {
    const key = `${account}\0${asset}`;
    const known = sums.get(key) ?? { debits: 0n, credits: 0n, pendingDebits: 0n, pendingCredits: 0n };
    sums.set(key, known);
    return known;
  };
  for (const { state, debit, credit, asset, amount } of transfers) {
    if (state === 'voided') continue;
    const from = at(debit, asset);
    const to = at(credit, asset);
    if (state === 'posted') {
      from.debits += amount;
      to.credits += amount;
    } else {
      from.pendingDebits += amount;
      to.pendingCredits += amount;
    }
  }
  return sums;
}

export function balanceRows(transfers: readonly Transfer[]) {
  return [...balancesOf(transfers)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sums]) => {
      const [account = '', asset = ''] = key.split('\0');
      return {
        account,
        asset,
        debits: decimalText(sums.debits, ASSET_DECIMALS),
        credits: decimalText(sums.credits, ASSET_DECIMALS),
        pendingDebits: decimalText(sums.pendingDebits, ASSET_DECIMALS),
        pendingCredits: decimalText(sums.pendingCredits, ASSET_DECIMALS),
      };
    });
}

/** What every asset's debits and credits come to. */
export function totalRows(transfers: readonly Transfer[]) {
  const totals = new Map<string, { debits: bigint; credits: bigint }>();
  for (const [key, sums] of balancesOf(transfers)) {
    const asset = key.split('\0')[1] ?? '';
    const total = totals.get(asset) ?? { debits: 0n, credits: 0n };
    totals.set(asset, total);
    total.debits += sums.debits;
    total.credits += sums.credits;
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, { debits, credits }]) => ({
      asset,
      debits: decimalText(debits, ASSET_DECIMALS),
      credits: decimalText(credits, ASSET_DECIMALS),
      balanced: debits === credits,
    }));
}

/** What one strategy earned and what it cost, in atoms of the reporting asset. */
export interface Earned {
  realised: bigint;
  funding: bigint;
  fees: bigint;
  slippage: bigint;
}

/** Sums of the ledger's value transfers: out of an income account is earned, into an expense account is spent. */
export function earnedBy(transfers: readonly Transfer[], strategy: string): Earned {
  const earned: Earned = { realised: 0n, funding: 0n, fees: 0n, slippage: 0n };
  const root = `strategy/${strategy}/`;
  for (const { state, debit, credit, amount } of transfers) {
    if (state !== 'posted') continue;
    for (const [account, sign] of [
      [debit, 1n],
      [credit, -1n],
    ] as const) {
      if (account.startsWith(`${root}income/realised/`)) earned.realised += sign * amount;
      else if (account.startsWith(`${root}income/funding/`)) earned.funding += sign * amount;
      else if (account.startsWith(`${root}expense/fees/`)) earned.fees -= sign * amount;
      else if (account.startsWith(`${root}expense/slippage/`)) earned.slippage -= sign * amount;
    }
  }
  return earned;
}

export function earningsText(each: readonly Earned[]) {
  const of = (key: keyof Earned): bigint => each.reduce((total, one) => total + one[key], 0n);
  const text = (atoms: bigint): string => decimalText(atoms, ASSET_DECIMALS);
  return {
    realised: text(of('realised')),
    funding: text(of('funding')),
    fees: text(of('fees')),
    slippage: text(of('slippage')),
    net: text(of('realised') + of('funding') - of('fees') - of('slippage')),
  };
}

export function equityRows(run: NaiveRun): Row[] {
  return run.all('equity-marked').flatMap(({ sequence, entry }) =>
    entry.equity.map((value, index) => ({
      timeUs: entry.timeUs,
      sequence,
      strategy: run.strategy(index),
      equity: decimalText(floorAtoms(value, ASSET_DECIMALS), ASSET_DECIMALS),
      asset: run.configuration.reportingAsset,
    })),
  );
}
