import { assert, type Brand } from '@qca/base';

/** The place of an account in its ledger's list, from 0 in order of opening. */
export type AccountIndex = Brand<number, 'AccountIndex'>;

/**
 * What an account may do.
 *
 * `holdings` owns things and can never be overdrawn: debits, pending ones included, stay within posted credits.
 * `unrestricted` is the other side of the world (market, income, expense, owners) and may have any balance.
 */
export type AccountRule = 'holdings' | 'unrestricted';

/** An account of one asset. */
export interface Account {
  /** Words from general to special, the last one the asset: `strategy/arbitrage/kraken/USD`. */
  readonly path: string;
  readonly asset: string;
  readonly rule: AccountRule;
  /** The path as the chain writes it, made once. */
  readonly label: string;
}

// No separator of the canonical encoding (`;` or a line feed) can appear in a path.
const PATH = /^[A-Za-z0-9][\w.:@+-]*(?:\/[A-Za-z0-9][\w.:@+-]*)+$/;

/** Reads an account from its path. A path that is not words joined by `/`, two at least, is a bug of the caller. */
export function accountAt(path: string, rule: AccountRule): Account {
  assert(
    PATH.test(path),
    `account path "${path}" must be two or more words joined by "/", the last one the asset`,
  );
  return { path, asset: path.slice(path.lastIndexOf('/') + 1), rule, label: `;${path};` };
}

/** Whether `path` is `prefix` itself or lies below it: `strategy/a` covers `strategy/a/USD`, never `strategy/ab/USD`. */
export function isUnder(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || (path.startsWith(prefix) && path[prefix.length] === '/');
}
