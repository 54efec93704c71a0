'use client';

import type { MarketStatus } from '@qca/api';
import { Figure, Panel, StateView, type View } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { bookShares, digitsOfColumn } from '../../calculators/book.ts';
import { marketSource } from './marketSource.ts';

/** Levels shown of each side. */
const LEVELS = 10;

export function BookPanel({ market }: { market: MarketStatus }): ReactNode {
  const t = useTranslations('market');
  const view: View<MarketStatus> =
    market.bids.length + market.asks.length === 0 ? { state: 'empty' } : { state: 'ready', data: market };
  return (
    <Panel title={t('book')}>
      <StateView view={view} empty={{ what: t('noBook'), why: t('noBookWhy') }}>
        {() => <Book market={market} />}
      </StateView>
    </Panel>
  );
}

function Book({ market }: { market: MarketStatus }): ReactNode {
  const t = useTranslations('market');
  const asks = market.asks.slice(0, LEVELS);
  const bids = market.bids.slice(0, LEVELS);
  const digits = {
    price: digitsOfColumn([...asks, ...bids].map(([price]) => price)),
    quantity: digitsOfColumn([...asks, ...bids].map(([, quantity]) => quantity)),
  };
  const shares = bookShares(bids, asks);
  const side = (of: 'bids' | 'asks'): ReactNode => {
    const levels = of === 'asks' ? [...asks.entries()].reverse() : [...bids.entries()];
    return levels.map(([index, [price, quantity]]) => (
      <tr key={`${of} ${price}`} className="relative">
        <th
          scope="row"
          className={`py-0.5 text-start font-normal ${of === 'bids' ? 'text-gain' : 'text-loss'}`}
        >
          {t(of === 'bids' ? 'bidSide' : 'askSide')}
        </th>
        <td className="py-0.5 text-end">
          <Figure value={price} digits={digits.price} source={marketSource(market, `${of}.${index}.0`)} />
        </td>
        <td className="relative py-0.5 text-end">
          <span
            aria-hidden="true"
            className={`absolute inset-y-0.5 end-0 opacity-20 ${of === 'bids' ? 'bg-gain' : 'bg-loss'}`}
            style={{ width: `${(shares[of][index] ?? 0) * 100}%` }}
          />
          <span className="relative">
            <Figure
              value={quantity}
              digits={digits.quantity}
              source={marketSource(market, `${of}.${index}.1`)}
            />
          </span>
        </td>
      </tr>
    ));
  };
  return (
    <table className="w-full text-13">
      <caption className="sr-only">{t('book')}</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="text-start font-medium">
            {t('side')}
          </th>
          <th scope="col" className="text-end font-medium">
            {t('price')} ({market.quoteAsset})
          </th>
          <th scope="col" className="text-end font-medium">
            {t('quantity')} ({market.baseAsset})
          </th>
        </tr>
      </thead>
      <tbody className="border-line border-b">{side('asks')}</tbody>
      <tbody>{side('bids')}</tbody>
    </table>
  );
}
