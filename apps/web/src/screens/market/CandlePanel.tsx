'use client';

import { type MarketStatus, OPERATION, type PlatformStatus } from '@qca/api';
import { Button, dataOf, downloadCsv, emptyWhen, isoTime, Panel, StateView, toCsv, useUi } from '@qca/ui';
import dynamic from 'next/dynamic';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { restingOrders, toCandles, toMarks } from '../../calculators/candles.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { ASKED, askedBars } from '../../queries/asked.ts';
import { FillBadge, PriceBadge } from '../../shell/RunBadges.tsx';
import type { AnswerOf } from '../../wire/request.ts';
import { BarTable } from './BarTable.tsx';

/** Height of the chart, held while its code comes. Pixels. */
const HEIGHT = 520;

const CandleChart = dynamic(() => import('./CandleChart.tsx').then((module) => module.CandleChart), {
  ssr: false,
  loading: () => <div style={{ height: HEIGHT }} />,
});

export function CandlePanel({ market, status }: { market: MarketStatus; status: PlatformStatus }): ReactNode {
  const t = useTranslations('market');
  const { instrument } = market;
  const view = useAnswer(OPERATION.listBars, askedBars(instrument));
  return (
    <Panel
      title={t('chart', { instrument })}
      className="desk:col-span-8"
      aside={
        <>
          <PriceBadge prices={status.run.prices} timeUs={status.timeUs} />
          <FillBadge fills={status.run.fills} />
        </>
      }
    >
      <StateView
        view={emptyWhen(view, ({ bars }) => bars.length === 0)}
        empty={{ what: t('noBars'), why: t('noBarsWhy') }}
        rows={10}
      >
        {(answer) => <Chart answer={answer} market={market} status={status} />}
      </StateView>
    </Panel>
  );
}

function Chart({
  answer,
  market,
  status,
}: {
  answer: AnswerOf<typeof OPERATION.listBars>;
  market: MarketStatus;
  status: PlatformStatus;
}): ReactNode {
  const t = useTranslations('market');
  const { locale, words } = useUi();
  const { instrument, quoteAsset } = market;
  const { bars, intervalUs, kind } = answer;
  const [asTable, setAsTable] = useState(false);
  const fills = dataOf(useAnswer(OPERATION.listFills, ASKED.chartFills))?.fills;
  const candles = useMemo(() => toCandles(bars, intervalUs), [bars, intervalUs]);
  const marks = useMemo(() => toMarks(fills ?? [], instrument, candles), [fills, instrument, candles]);
  const resting = useMemo(
    () => restingOrders(status.openOrders, instrument),
    [status.openOrders, instrument],
  );
  const name = `bars-${instrument.replace(/\W+/g, '-')}`;
  const exportCsv = (): void => {
    const heads = ['time', 'open', 'high', 'low', 'close', 'volume'];
    downloadCsv(
      name,
      toCsv(
        heads,
        bars.map(([timeUs, ...values]) => [isoTime(timeUs), ...values]),
      ),
    );
  };
  const controls = (
    <>
      <Button kind="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
        {asTable ? words.chart : words.table}
      </Button>
      <Button kind="quiet" onClick={exportCsv}>
        {words.csv}
      </Button>
    </>
  );
  return (
    <>
      <p className="mb-1 text-12 text-muted">{t(`kind.${kind}`)}</p>
      {asTable ? (
        <>
          <div className="mb-2 flex justify-end gap-1">{controls}</div>
          <BarTable bars={bars} instrument={instrument} asset={quoteAsset} />
        </>
      ) : (
        // Drawn anew in another language: what it writes is given to it once.
        <CandleChart
          key={locale}
          label={t('chart', { instrument })}
          name={name}
          height={HEIGHT}
          {...{ bars, intervalUs, candles, marks, resting, instrument, controls, asset: quoteAsset }}
        />
      )}
    </>
  );
}
