'use client';

import type { Earnings } from '@qca/api';
import { Figure } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { splitCosts } from '../calculators/costs.ts';
import { usePreferences } from '../preferences/usePreferences.ts';

interface EarningsProps {
  readonly earnings: Earnings;
  readonly asset: string;
  /** Operation and path of the earnings: `readRevenue#total`. */
  readonly source: `${string}#${string}`;
}

/** Net as it stands in a table: costs are one hover away, or one key (`c`) for all of them. */
export function EarningsFigure({ earnings, asset, source }: EarningsProps): ReactNode {
  const t = useTranslations('earnings');
  const [{ costs }] = usePreferences();
  const split = splitCosts(earnings);
  return (
    <span className="inline-flex flex-col items-end" title={t('hover', split)}>
      <Figure value={split.net} unit={asset} digits={2} tone="signed" source={`${source}.net`} />
      {costs === 'shown' ? (
        <span className="text-12 text-muted">
          {t('gross')} <Figure value={split.gross} digits={2} source={grossSource(source)} /> · {t('costs')}{' '}
          <Figure value={split.costs} digits={2} source={costSource(source)} />
        </span>
      ) : null}
    </span>
  );
}

/** Net in large, with what it is made of on demand. */
export function EarningsHead({ earnings, asset, source }: EarningsProps): ReactNode {
  const t = useTranslations('earnings');
  const [{ costs }, change] = usePreferences();
  const split = splitCosts(earnings);
  const shown = costs === 'shown';
  return (
    <div title={t('hover', split)}>
      <p className="text-28 leading-tight tablet:text-40">
        <Figure value={split.net} unit={asset} digits={2} tone="signed" source={`${source}.net`} />
      </p>
      <p className="flex flex-wrap items-center gap-x-3 text-13 text-muted">
        <span>
          {t('gross')} <Figure value={split.gross} digits={2} source={grossSource(source)} />
        </span>
        <span>
          {t('costs')} <Figure value={split.costs} digits={2} source={costSource(source)} />
        </span>
        <button
          type="button"
          className="link min-h-(--touch) cursor-pointer"
          aria-expanded={shown}
          aria-keyshortcuts="c"
          onClick={() => change({ costs: costs === 'shown' ? 'hidden' : 'shown' })}
        >
          {t('split')} <kbd className="font-sans">C</kbd>
        </button>
      </p>
      <dl className="grid grid-cols-2 gap-x-4 text-12 text-muted tablet:grid-cols-4" hidden={!shown}>
        {(['realised', 'funding', 'fees', 'slippage'] as const).map((part) => (
          <div key={part} className="flex justify-between gap-2 tablet:justify-start">
            <dt>{t(part)}</dt>
            <dd className="text-text">
              <Figure value={earnings[part]} digits={2} source={`${source}.${part}`} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const grossSource = (source: string): `${string}#${string}` =>
  `${source}.realised ${source}.funding` as `${string}#${string}`;
const costSource = (source: string): `${string}#${string}` =>
  `${source}.fees ${source}.slippage` as `${string}#${string}`;
