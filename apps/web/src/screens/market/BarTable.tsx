'use client';

import type { Bar } from '@qca/api';
import { DataTable, Figure, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { digitsFor } from '../../calculators/numberLines.ts';

export const BAR_FIELDS = ['open', 'high', 'low', 'close'] as const;

/** The table twin of the chart: the same bars, newest first. */
export function BarTable({
  bars,
  instrument,
  asset,
}: {
  bars: readonly Bar[];
  instrument: string;
  asset: string;
}): ReactNode {
  const t = useTranslations('market');
  const newest = [...bars].reverse();
  return (
    <DataTable
      caption={t('chart', { instrument })}
      rows={newest}
      rowKey={([timeUs]) => String(timeUs)}
      page={20}
      columns={[
        {
          key: 'time',
          head: t('time'),
          cell: ([timeUs]) => <Time timeUs={timeUs} />,
          sortBy: ([timeUs]) => timeUs,
        },
        ...BAR_FIELDS.map((field, index) => ({
          key: field,
          head: t(field),
          numeric: true,
          cell: (bar: Bar) => {
            const value = bar[index + 1] as number;
            return (
              <Figure
                value={value}
                unit={asset}
                digits={digitsFor(value)}
                source={`listBars?instrument=${instrument}#bars[0=${bar[0]}].${index + 1}`}
              />
            );
          },
          sortBy: (bar: Bar) => bar[index + 1] as number,
        })),
        {
          key: 'volume',
          head: t('volume'),
          numeric: true,
          cell: (bar) => (
            <Figure
              value={bar[5]}
              digits={digitsFor(bar[5])}
              source={`listBars?instrument=${instrument}#bars[0=${bar[0]}].5`}
            />
          ),
          sortBy: (bar) => bar[5],
        },
      ]}
    />
  );
}
