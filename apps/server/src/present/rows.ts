import type {
  BalanceRow,
  CommandRow,
  DecisionRow,
  EquityPoint,
  FillRow,
  OrderRow,
  TransferRow,
} from '@qca/api';
import type * as ports from '@qca/ports';
import { formatDecimal, PRICE_DECIMALS } from '@qca/units';

// Rows of the tables as they go over the wire: amounts as decimal text of their asset.

/** Decimals of every asset that the ledger keeps, value accounts included. */
const ASSET_DECIMALS = 8;

/** Writes atoms as whole units. */
export function amountText(atoms: bigint): string {
  return formatDecimal(atoms, ASSET_DECIMALS);
}

function priceText(price: bigint): string {
  return formatDecimal(price, PRICE_DECIMALS);
}

export function presentOrder(row: ports.OrderRow): OrderRow {
  const { limitPrice, averagePrice } = row;
  return {
    ...row,
    quantity: amountText(row.quantity),
    filled: amountText(row.filled),
    limitPrice: limitPrice === undefined ? null : priceText(limitPrice),
    averagePrice: averagePrice === undefined ? null : priceText(averagePrice),
  };
}

export function presentFill(row: ports.FillRow): FillRow {
  return {
    ...row,
    price: priceText(row.price),
    quantity: amountText(row.quantity),
    notional: amountText(row.notional),
    fee: amountText(row.fee),
  };
}

export function presentTransfer(row: ports.TransferRow): TransferRow {
  return { ...row, amount: amountText(row.amount) };
}

export function presentDecision(row: ports.DecisionRow): DecisionRow {
  return { ...row, numbers: JSON.parse(row.numbers) as DecisionRow['numbers'] };
}

export function presentEquity({ timeUs, sequence, strategy, equity, asset }: ports.EquityRow): EquityPoint {
  return { timeUs, sequence, strategy, equity: amountText(equity), asset };
}

export function presentBalance(row: ports.BalanceRow): BalanceRow {
  return {
    account: row.account,
    asset: row.asset,
    debits: amountText(row.debits),
    credits: amountText(row.credits),
    pendingDebits: amountText(row.pendingDebits),
    pendingCredits: amountText(row.pendingCredits),
  };
}

/** A command as the journal has it. */
export function presentCommand(row: ports.CommandRow): CommandRow {
  return { ...row, numbers: JSON.parse(row.numbers) as CommandRow['numbers'] };
}

/** A command that only the inbox knows: −1 stands for its entry, and `timeUs` is when it was sent. */
export function presentInboxCommand(command: ports.InboxCommand): CommandRow {
  const { commandId, kind, who, why, createdUs, answer, body } = command;
  return {
    sequence: answer?.sequence ?? -1,
    timeUs: createdUs,
    strategy: strategyOf(body),
    commandId,
    kind,
    who,
    why,
    outcome: answer?.outcome ?? 'pending',
    rule: answer?.rule ?? '',
    numbers: { ...askedFor(body), ...(isRecord(answer?.detail) ? answer.detail : {}) },
  };
}

function askedFor(body: unknown): CommandRow['numbers'] {
  if (!isRecord(body)) return {};
  const { strategy: _strategy, scope: _scope, ...asked } = body;
  return asked;
}

/** The strategy that a command is about; empty for the platform. */
function strategyOf(body: unknown): string {
  if (!isRecord(body)) return '';
  const { strategy, scope } = body;
  const name = [strategy, scope].find((each) => typeof each === 'string') ?? '';
  return name === 'platform' ? '' : (name as string);
}

function isRecord(value: unknown): value is CommandRow['numbers'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
