import { amount } from '@qca/units';
import { createLedger, openAccount, type PostTransfer, postGroup, type TransferKind } from './index.ts';

// One fill as the kernel posts it: seven linked transfers with their hash. Run: node packages/domain/ledger/src/postGroup.bench.ts

const ledger = createLedger();
const cash = openAccount(ledger, 'strategy/arbitrage/kraken/USD', 'holdings');
const coin = openAccount(ledger, 'strategy/arbitrage/kraken/BTC', 'holdings');
const marketUsd = openAccount(ledger, 'market/kraken/USD', 'unrestricted');
const marketBtc = openAccount(ledger, 'market/kraken/BTC', 'unrestricted');
const fees = openAccount(ledger, 'expense/fee/kraken/USD', 'unrestricted');
const slippage = openAccount(ledger, 'expense/slippage/kraken/USD', 'unrestricted');
const owner = openAccount(ledger, 'owner/USD', 'unrestricted');

type Account = typeof cash;

function post(
  debit: Account,
  credit: Account,
  atoms: bigint,
  kind: TransferKind,
  reference: string,
): PostTransfer {
  return { type: 'post', debit, credit, amount: amount(atoms), kind, strategy: 'arbitrage', reference };
}

let fills = 0;

function postFill(key: (reference: string) => string): void {
  fills += 1;
  const reference = `arbitrage-12-${fills}`;
  const notional = 2_000_000_000n + BigInt(fills & 0xffff);
  const posted = postGroup(ledger, {
    timeUs: 1_678_406_400_000_000 + fills * 1_000,
    key: key(reference),
    commands: [
      post(owner, cash, notional + 5_000n, 'deposit', reference),
      { ...post(cash, marketUsd, notional, 'reserve', reference), type: 'reserve' },
      {
        type: 'post-pending',
        pendingId: ledger.pendingIdNext,
        amount: amount(notional),
        kind: 'trade',
        reference,
      },
      post(marketBtc, coin, 10_000n, 'trade', reference),
      post(cash, fees, 5_000n, 'fee', reference),
      post(marketUsd, slippage, 100n, 'slippage', reference),
      post(coin, marketBtc, 10_000n, 'trade', reference),
    ],
  });
  if (!posted.ok) throw new Error(posted.rejection.kind);
}

const GROUPS = 200_000;

function measure(what: string, key: (reference: string) => string): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round += 1) {
    const from = performance.now();
    for (let count = 0; count < GROUPS; count += 1) postFill(key);
    best = Math.min(best, ((performance.now() - from) * 1_000) / GROUPS);
  }
  process.stdout.write(`${what}: ${best.toFixed(2)} us\n`);
}

measure('a group of seven transfers', () => '');
measure('a group of seven transfers with a key', (reference) => reference);
