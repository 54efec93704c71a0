'use client';

import type { Bar, OpenOrder } from '@qca/api';
import {
  Button,
  download,
  Figure,
  formatEstimate,
  formatTime,
  moveCursor,
  Time,
  type TimeShape,
  useUi,
} from '@qca/ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Candle, FillMark } from '../../calculators/candles.ts';
import { axisDigits, digitsFor } from '../../calculators/numberLines.ts';
import { BAR_FIELDS } from './BarTable.tsx';
import { CandleCanvas } from './CandleCanvas.ts';

const MINUTE_US = 60e6;

interface CandleChartProps {
  readonly label: string;
  readonly name: string;
  readonly height: number;
  readonly instrument: string;
  readonly asset: string;
  readonly bars: readonly Bar[];
  /** From one bar's beginning to the next one's. */
  readonly intervalUs: number;
  readonly candles: readonly Candle[];
  readonly marks: readonly FillMark[];
  readonly resting: readonly OpenOrder[];
  readonly controls: ReactNode;
}

/** Candles with fills and resting orders. The cursor moves by pointer or keys, and says what it points at. */
export function CandleChart(props: CandleChartProps): ReactNode {
  const { label, name, height, instrument, asset, bars, intervalUs, candles, marks, resting, controls } =
    props;
  const shape = intervalUs < MINUTE_US ? 'second' : 'minute';
  const t = useTranslations('market');
  const { locale, words } = useUi();
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<CandleCanvas>(undefined);
  const [cursor, setCursor] = useState<number>();
  useEffect(() => {
    const made = new CandleCanvas(holder.current as HTMLElement, setCursor, (price) =>
      formatEstimate(price, locale, axisDigits(price)),
    );
    canvas.current = made;
    return () => made.remove();
  }, [locale]);
  useEffect(() => canvas.current?.showSeconds(shape === 'second'), [shape]);
  useEffect(() => canvas.current?.showCandles(candles), [candles]);
  useEffect(() => canvas.current?.showMarks(marks), [marks]);
  useEffect(
    () =>
      canvas.current?.showOrders(
        resting.map(({ side, limitPrice }) => ({ side, price: Number(limitPrice) })),
      ),
    [resting],
  );
  const at = cursor === undefined ? bars.length - 1 : Math.min(cursor, bars.length - 1);
  const bar = bars[at];
  const move = (index: number): void => {
    setCursor(index);
    const to = bars[index];
    if (to !== undefined) canvas.current?.pointAt(Math.floor(to[0] / 1e6), to[4]);
  };
  const spoken =
    bar === undefined
      ? ''
      : `${formatTime(bar[0], locale, shape)} UTC. ${BAR_FIELDS.map(
          (field, index) =>
            `${t(field)} ${formatEstimate(bar[index + 1] as number, locale, digitsFor(bar[index + 1] as number))}`,
        ).join(', ')} ${asset}`;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12">
        {bar === undefined ? null : <Reading {...{ bar, shape, instrument, asset }} />}
        <div className="ms-auto flex gap-1">
          {controls}
          <Button
            kind="quiet"
            onClick={() => void canvas.current?.picture().then((blob) => download(`${name}.png`, blob))}
          >
            {words.png}
          </Button>
        </div>
      </div>
      <div className="relative" dir="ltr">
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${label}. ${words.moveCursor}`}
          aria-valuemin={0}
          aria-valuemax={Math.max(bars.length - 1, 0)}
          aria-valuenow={at}
          aria-valuetext={spoken}
          className="pointer-events-none absolute inset-0 z-10 rounded-6"
          onKeyDown={(event) => {
            const next = moveCursor(event.key, at, bars.length);
            if (next === undefined) return;
            event.preventDefault();
            move(next);
          }}
        />
        <div ref={holder} style={{ height }} />
      </div>
      <ul className="flex flex-wrap gap-x-4 text-12 text-muted">
        <li>
          <span aria-hidden="true" className="text-gain">
            ▲
          </span>{' '}
          {t('bought')}
        </li>
        <li>
          <span aria-hidden="true" className="text-loss">
            ▼
          </span>{' '}
          {t('sold')}
        </li>
        <li>
          <span aria-hidden="true">┄</span> {t('resting', { count: resting.length })}
        </li>
      </ul>
    </div>
  );
}

function Reading({
  bar,
  shape,
  instrument,
  asset,
}: {
  bar: Bar;
  shape: TimeShape;
  instrument: string;
  asset: string;
}): ReactNode {
  const t = useTranslations('market');
  return (
    <p className="flex flex-wrap gap-x-3">
      <Time timeUs={bar[0]} shape={shape} />
      {BAR_FIELDS.map((field, index) => {
        const value = bar[index + 1] as number;
        return (
          <span key={field}>
            <span className="text-muted">{t(field)}</span>{' '}
            <Figure
              value={value}
              digits={digitsFor(value)}
              source={`listBars?instrument=${instrument}#bars[0=${bar[0]}].${index + 1}`}
            />
          </span>
        );
      })}
      <span className="text-muted">{asset}</span>
    </p>
  );
}
