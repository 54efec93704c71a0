import { canonicalJson } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Entry } from '../entries.ts';

/** Kinds that carry bigint fields; the others take the fast path of `JSON.stringify`. */
const WITH_BIGINT: ReadonlySet<string> = new Set(['order-filled', 'venue-snapshot', 'funding-settled']);

/** Writes an entry as JSON, bigint as decimal text. The frequent kinds have a faster way, see `entryBytes`. */
export function entryText(entry: Exclude<Entry, MarketEvent>): string {
  // A configuration may come from a plan just made, or from one read back with its keys in another order.
  if (entry.kind === 'run-started') return canonicalJson(entry);
  return WITH_BIGINT.has(entry.kind) ? JSON.stringify(entry, bigintAsText) : JSON.stringify(entry);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
