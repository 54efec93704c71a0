import { balancesOf, findRun } from '@qca/agent';
import { Refusal } from '@qca/base';
import type { Command } from 'commander';
import { printJson, printLines, table } from '../output.ts';

interface Flags {
  readonly json?: true;
  readonly home: string;
  readonly run?: string;
  readonly account?: string;
  readonly strategy?: string;
  readonly day?: string;
}

/** `qca ledger balance`: accounts and totals, by account, strategy and day. */
export function addLedgerBalance(noun: Command): void {
  noun
    .command('balance')
    .description('accounts and totals of a run')
    .option('--run <id>', 'run; the newest when absent')
    .option('--account <prefix>', 'only accounts that begin so, strategy/market-making')
    .option('--strategy <name>', 'only what a strategy caused')
    .option('--day <date>', 'balances at the end of a UTC day, 2023-03-10')
    .action(async (flags: Flags) => {
      const filter = {
        ...(flags.account === undefined ? {} : { accountPrefix: flags.account }),
        ...(flags.strategy === undefined ? {} : { strategy: flags.strategy }),
        ...(flags.day === undefined ? {} : { day: readDay(flags.day) }),
      };
      await findRun(flags.home, flags.run, async (store, record) => {
        const { accounts, totals } = await balancesOf(store, record, filter);
        if (flags.json === true) printJson({ run: record.id, accounts, totals });
        else {
          printLines([
            ...table([
              ['account', 'debits', 'credits', 'balance', 'reserved'],
              ...accounts.map((each) => [
                each.account,
                each.debits,
                each.credits,
                each.balance,
                each.reserved,
              ]),
            ]),
            '',
            ...table([
              ['asset', 'debits', 'credits', ''],
              ...totals.map((each) => [
                each.asset,
                each.debits,
                each.credits,
                each.balanced ? 'balanced' : 'NOT BALANCED',
              ]),
            ]),
          ]);
        }
        return true;
      });
    });
}

function readDay(text: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return Math.floor(ms / 86_400_000);
  throw new Refusal({
    kind: 'wrong-use',
    what: `"${text}" is not a day`,
    where: '--day',
    remedy: 'Write 2023-03-10.',
  });
}
