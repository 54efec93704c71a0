'use client';

import { type BalanceRow, OPERATION } from '@qca/api';
import { Badge, buttonClasses, DataTable, emptyWhen, Figure, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { addDecimals, negateDecimal } from '../../calculators/decimals.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { AccountLink } from '../../parts/links.tsx';
import { Pager, useBefore } from '../../parts/Pager.tsx';
import { Screen } from '../../parts/Screen.tsx';
import { TransferTable } from '../../parts/TransferTable.tsx';
import { ASKED } from '../../queries/asked.ts';

/** Where the money is, how it came there, and whether it adds up. */
export function LedgerScreen(): ReactNode {
  const t = useTranslations('ledger');
  const search = useSearchParams();
  const account = search.get('account') ?? undefined;
  const reference = search.get('reference') ?? undefined;
  return (
    <Screen
      title={t('title')}
      question={t('question')}
      aside={
        account === undefined && reference === undefined ? null : (
          <Link href="/ledger" className={buttonClasses('plain')}>
            {t('showAll', { what: account ?? reference ?? '' })}
          </Link>
        )
      }
    >
      <TrialBalance />
      <Balances account={account} />
      <Transfers reference={reference} account={account} />
    </Screen>
  );
}

function TrialBalance(): ReactNode {
  const t = useTranslations('ledger');
  const view = useAnswer(OPERATION.listBalances, ASKED.balances, { everyMs: 5_000 });
  return (
    <Panel title={t('trial')} className="desk:col-span-6 desk:self-start">
      <StateView
        view={emptyWhen(view, ({ totals }) => totals.length === 0)}
        empty={{ what: t('noBalances'), why: t('noBalancesWhy') }}
      >
        {({ totals }) => (
          <DataTable
            caption={t('trial')}
            rows={totals}
            rowKey={({ asset }) => asset}
            columns={[
              { key: 'asset', head: t('asset'), cell: ({ asset }) => asset },
              ...(['debits', 'credits'] as const).map((field) => ({
                key: field,
                head: t(field),
                numeric: true,
                cell: (row: (typeof totals)[number]) => (
                  <Figure
                    value={row[field]}
                    unit={row.asset}
                    source={`listBalances#totals[asset=${row.asset}].${field}`}
                  />
                ),
              })),
              {
                key: 'balanced',
                head: t('balanced'),
                cell: ({ balanced }) => (
                  <Badge tone={balanced ? 'gain' : 'loss'}>{balanced ? t('yes') : t('no')}</Badge>
                ),
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}

function Balances({ account }: { account: string | undefined }): ReactNode {
  const t = useTranslations('ledger');
  const view = useAnswer(OPERATION.listBalances, { query: { account } }, { everyMs: 5_000 });
  const from = (row: BalanceRow, field: string): `${string}#${string}` =>
    `listBalances#balances[account+asset=${row.account}+${row.asset}].${field}`;
  return (
    <Panel title={t('balances')} className="desk:col-span-6 desk:self-start">
      <StateView
        view={emptyWhen(view, ({ balances }) => balances.length === 0)}
        empty={{ what: t('noBalances'), why: t('noBalancesWhy') }}
        rows={8}
      >
        {({ balances }) => (
          <DataTable
            caption={t('balances')}
            rows={balances}
            rowKey={(row) => `${row.account} ${row.asset}`}
            page={20}
            columns={[
              {
                key: 'account',
                head: t('account'),
                cell: (row) => <AccountLink account={row.account} />,
                sortBy: (row) => row.account,
              },
              {
                key: 'balance',
                head: t('balance'),
                numeric: true,
                cell: (row) => (
                  <Figure
                    value={addDecimals(row.credits, negateDecimal(row.debits))}
                    unit={row.asset}
                    source={`${from(row, 'debits')} ${from(row, 'credits')}`}
                  />
                ),
              },
              {
                key: 'pending',
                head: t('pending'),
                numeric: true,
                cell: (row) => (
                  <Figure
                    value={addDecimals(row.pendingCredits, negateDecimal(row.pendingDebits))}
                    unit={row.asset}
                    source={`${from(row, 'pendingDebits')} ${from(row, 'pendingCredits')}`}
                  />
                ),
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}

const PLACE = 'transfers';

function Transfers({
  reference,
  account,
}: {
  reference: string | undefined;
  account: string | undefined;
}): ReactNode {
  const t = useTranslations('ledger');
  const before = useBefore(PLACE);
  const query = { ...ASKED.transfers.query, reference, account, before };
  const view = useAnswer(OPERATION.listTransfers, { query }, before === undefined ? { everyMs: 5_000 } : {});
  return (
    <Panel title={t('transfers')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ transfers }) => transfers.length === 0)}
        empty={{ what: t('noTransfers'), why: t('noTransfersWhy') }}
        rows={8}
      >
        {({ transfers, next }) => (
          <>
            <TransferTable transfers={transfers} caption={t('transfers')} source="listTransfers#transfers" />
            <Pager name={PLACE} next={next} />
          </>
        )}
      </StateView>
    </Panel>
  );
}
