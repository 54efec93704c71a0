import { NEVER } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { Amount } from '@qca/units';
import { formatAmount } from '@qca/units';
import { type ConnectOptions, connect } from './connect.ts';

export interface CheckedItem {
  readonly name: 'connect' | 'markets' | 'fees' | 'clock' | 'book' | 'rate-limits' | 'balances';
  readonly ok: boolean;
  readonly detail: string;
}

export interface ExchangeCheck {
  readonly venue: string;
  readonly ok: boolean;
  readonly checks: readonly CheckedItem[];
}

/** How long the book is listened to. */
const LISTEN_MS = 3_000;

/** Connects, reads and listens for some seconds; places nothing. Failures are part of the answer. */
export async function checkExchange(
  options: Omit<ConnectOptions, 'dryRun'>,
  listenMs = LISTEN_MS,
): Promise<ExchangeCheck> {
  const checks: CheckedItem[] = [];
  const add = (name: CheckedItem['name'], ok: boolean, detail: string): void => {
    checks.push({ name, ok, detail });
  };
  const done = (): ExchangeCheck => ({ venue: options.venue, ok: checks.every(({ ok }) => ok), checks });
  let exchange: Awaited<ReturnType<typeof connect>>;
  try {
    exchange = await connect({ ...options, dryRun: true });
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    add('connect', false, error instanceof Error ? error.message : String(error));
    return done();
  }
  try {
    add('connect', true, options.url === undefined ? 'the venue itself' : `at ${options.url}`);
    add('markets', true, exchange.instruments.map(({ id }) => id).join(', '));
    add('fees', true, [...new Set(exchange.instruments.map(feesIn))].join('; '));
    const { skew } = exchange.figures();
    add(
      'clock',
      true,
      `the venue is ${Math.round(skew.offsetMs)} ms ahead, round trip ${Math.round(skew.roundTripMs)} ms`,
    );
    if (options.keys !== undefined) {
      const balances = await exchange.balances();
      const held = balances.filter(({ total }) => total > 0n);
      add(
        'balances',
        true,
        held.map(({ asset, total }) => `${formatAmount(total as Amount, 8)} ${asset}`).join(', ') || 'none',
      );
    }
    const books = await listen(exchange, listenMs);
    const silent = exchange.instruments.filter(({ index }) => (books.get(index) ?? 0) === 0);
    add(
      'book',
      silent.length === 0,
      silent.length === 0
        ? `${[...books.values()].reduce((sum, count) => sum + count, 0)} updates in ${listenMs} ms`
        : `nothing was heard of ${silent.map(({ id }) => id).join(', ')} in ${listenMs} ms`,
    );
    const { usedWeight } = exchange.figures();
    add(
      'rate-limits',
      true,
      usedWeight === undefined
        ? 'the venue does not count aloud'
        : `${usedWeight} of request weight used this minute`,
    );
  } catch (error) {
    add('connect', false, error instanceof Error ? error.message : String(error));
  } finally {
    await exchange.close();
  }
  return done();
}

/** Says what fees are taken in: with a key as the account has it set, without one as the venue begins. */
function feesIn({ feeAsset = 'quote' }: Instrument): string {
  if (feeAsset === 'quote') return 'taken in the quote asset';
  const received = 'taken in what is received: the base of a buy, the quote of a sale';
  if (feeAsset === 'received') return received;
  return `taken in ${feeAsset.asset}, ${feeAsset.discountBps / 100} % cheaper, while the account has some; then ${received}`;
}

async function listen(
  exchange: Awaited<ReturnType<typeof connect>>,
  listenMs: number,
): Promise<ReadonlyMap<number, number>> {
  const updates = new Map<number, number>();
  const untilMs = Date.now() + listenMs;
  while (Date.now() < untilMs) {
    while (exchange.peekTimeUs() !== NEVER) {
      const input = exchange.take();
      if (input.kind === 'depth' && input.count > 0)
        updates.set(input.instrument, (updates.get(input.instrument) ?? 0) + 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return updates;
}
