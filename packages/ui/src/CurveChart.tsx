'use client';

import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { type Curve, extentOf, momentsOf, moveCursor, pathOf, valueAt } from './charts/curve.ts';
import { digitsOf, linearScale, niceTicks } from './charts/scale.ts';
import { svgToPng } from './charts/svgToPng.ts';
import { DAY_US, nearest, niceTimes } from './charts/times.ts';
import { useWidth } from './charts/useWidth.ts';
import { DataTable } from './DataTable.tsx';
import { download, downloadCsv } from './download.ts';
import { Figure } from './Figure.tsx';
import { formatEstimate } from './format/formatDecimal.ts';
import { formatTime, isoTime } from './format/formatTime.ts';
import type { Source } from './format/source.ts';
import { Time } from './Time.tsx';
import { toCsv } from './table/toCsv.ts';
import { useUi } from './UiContext.tsx';

const HEIGHT = 260;
const EDGE = { top: 12, right: 76, bottom: 26, left: 8 };
/** With the hue, a pattern tells curves apart. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 2', '10 4', '4 2 1 2'];
/** Hues that charts take at most. */
const CURVES_MAX = 7;

interface CurveChartProps {
  readonly label: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** Where a curve's value at a moment comes from. */
  readonly source: (curve: string, timeUs: number) => Source;
  /** A line at a value that matters, such as what was put in. */
  readonly baseline?: { readonly value: number; readonly name: string } | undefined;
  /** File name of exports. */
  readonly name: string;
  readonly digits?: number;
}

/** Curves over time, with a cursor moved by pointer or keys, a table twin, and exports. */
export function CurveChart(props: CurveChartProps): ReactNode {
  const { label, curves, name, unit } = props;
  const { words } = useUi();
  const [asTable, setAsTable] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const moments = useMemo(() => momentsOf(curves), [curves]);
  const shown = curves.slice(0, CURVES_MAX);
  const exportCsv = (): void => {
    const heads = ['time', ...curves.map((curve) => `${curve.name} (${unit})`)];
    const rows = moments.map((timeUs) => [
      isoTime(timeUs),
      ...curves.map(({ points }) => valueAt(points, timeUs)),
    ]);
    downloadCsv(name, toCsv(heads, rows));
  };
  const exportPng = async (): Promise<void> => {
    const svg = holder.current?.querySelector('svg');
    if (!svg) return;
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    download(`${name}.png`, await svgToPng(svg, ground));
  };
  return (
    <div ref={holder} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Legend curves={shown} />
        <div className="ms-auto flex gap-1">
          <Button kind="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? words.chart : words.table}
          </Button>
          <Button kind="quiet" onClick={exportCsv}>
            {words.csv}
          </Button>
          {asTable ? null : (
            <Button kind="quiet" onClick={() => void exportPng()}>
              {words.png}
            </Button>
          )}
        </div>
      </div>
      {asTable ? (
        <TableTwin {...props} moments={moments} />
      ) : moments.length === 0 ? (
        <p className="text-13 text-muted">{words.noPoints}</p>
      ) : (
        <Drawing {...props} curves={shown} moments={moments} label={label} />
      )}
    </div>
  );
}

function Legend({ curves }: { curves: readonly Curve[] }): ReactNode {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12 text-muted">
      {curves.map((curve, index) => (
        <li key={curve.key} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="22" height="6">
            <path
              d="M0 3H22"
              stroke={`var(--chart-${index + 1})`}
              strokeWidth="2"
              strokeDasharray={DASHES[index]}
            />
          </svg>
          {curve.name}
        </li>
      ))}
    </ul>
  );
}

// The name of a month sets the direction of its label, though the chart runs from left to right.
function TimeLabel({ at, children }: { at: number; children: string }): ReactNode {
  return (
    <text x={at} y={HEIGHT - 8} fill="var(--muted)" textAnchor="middle" unicodeBidi="plaintext">
      {children}
    </text>
  );
}

function Drawing({
  label,
  unit,
  curves,
  baseline,
  moments,
  digits = 2,
}: CurveChartProps & { moments: readonly number[] }): ReactNode {
  const { locale, words } = useUi();
  const [element, width] = useWidth();
  const [cursor, setCursor] = useState<number>();
  const extent = extentOf(curves);
  if (extent === undefined) return <p className="text-13 text-muted">{words.noPoints}</p>;
  const low = Math.min(extent.min, baseline?.value ?? extent.min);
  const high = Math.max(extent.max, baseline?.value ?? extent.max);
  const margin = (high - low || 1) * 0.08;
  const x = linearScale(extent.fromUs, extent.toUs, EDGE.left, Math.max(width - EDGE.right, 1));
  const y = linearScale(low - margin, high + margin, HEIGHT - EDGE.bottom, EDGE.top);
  const ticks = niceTicks(y.min, y.max, 5);
  const times = niceTimes(extent.fromUs, extent.toUs, width < 500 ? 2 : 4);
  const at = moments[Math.min(cursor ?? moments.length - 1, moments.length - 1)] as number;
  const spoken = `${formatTime(at, locale, 'second')} UTC. ${curves
    .map(({ name, points }) => {
      const value = valueAt(points, at);
      return `${name} ${value === null ? words.unknown : `${formatEstimate(value, locale, digits)} ${unit}`}`;
    })
    .join('. ')}`;
  const point = (event: React.PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - EDGE.left) / (width - EDGE.left - EDGE.right);
    const timeUs = x.min + share * (x.max - x.min);
    setCursor(nearest(moments, timeUs));
  };
  return (
    <div
      ref={element}
      role="slider"
      tabIndex={0}
      dir="ltr"
      aria-label={`${label}. ${words.moveCursor}`}
      aria-valuemin={0}
      aria-valuemax={moments.length - 1}
      aria-valuenow={cursor ?? moments.length - 1}
      aria-valuetext={spoken}
      className="relative w-full select-none rounded-6"
      style={{ height: HEIGHT }}
      onPointerMove={point}
      onPointerLeave={() => setCursor(undefined)}
      onKeyDown={(event) => {
        const next = moveCursor(event.key, cursor ?? moments.length - 1, moments.length);
        if (next === undefined) return;
        event.preventDefault();
        setCursor(next);
      }}
    >
      <svg aria-hidden="true" width={width} height={HEIGHT} className="absolute inset-0 text-12">
        {ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${EDGE.left} ${y.at(tick)}H${width - EDGE.right}`} stroke="var(--line)" />
            <text x={width - EDGE.right + 6} y={y.at(tick) + 4} fill="var(--muted)">
              {formatEstimate(tick, locale, digitsOf(ticks))}
            </text>
          </g>
        ))}
        {times.map((timeUs) => (
          <TimeLabel key={timeUs} at={x.at(timeUs)}>
            {formatTime(timeUs, locale, extent.toUs - extent.fromUs > 2 * DAY_US ? 'minute' : 'clock')}
          </TimeLabel>
        ))}
        <text x={width - EDGE.right + 6} y={HEIGHT - 8} fill="var(--muted)">
          {`${unit}, UTC`}
        </text>
        {baseline === undefined ? null : (
          <path
            d={`M${EDGE.left} ${y.at(baseline.value)}H${width - EDGE.right}`}
            stroke="var(--line-strong)"
            strokeDasharray="3 3"
          />
        )}
        {curves.map((curve, index) => (
          <path
            key={curve.key}
            d={pathOf(curve.points, x.at, y.at)}
            fill="none"
            stroke={`var(--chart-${index + 1})`}
            strokeWidth="1.75"
            strokeDasharray={DASHES[index]}
          />
        ))}
        {cursor === undefined ? null : (
          <path d={`M${x.at(at)} ${EDGE.top}V${HEIGHT - EDGE.bottom}`} stroke="var(--line-strong)" />
        )}
      </svg>
      {cursor === undefined ? null : <Reading at={at} x={x.at(at)} {...{ width, curves, unit, digits }} />}
    </div>
  );
}

/** What the cursor points at, beside it. */
function Reading({
  at,
  x,
  width,
  curves,
  unit,
  digits,
}: {
  at: number;
  x: number;
  width: number;
  curves: readonly Curve[];
  unit: string;
  digits: number;
}): ReactNode {
  const { locale } = useUi();
  const side = x > width / 2 ? { right: width - x + 8 } : { left: x + 8 };
  return (
    <div
      className="pointer-events-none absolute top-3 rounded-6 border border-line-strong bg-raised p-2 text-12"
      style={side}
    >
      <p className="figure mb-1 text-muted">{formatTime(at, locale, 'second')} UTC</p>
      {curves.map(({ key, name, points }) => {
        const value = valueAt(points, at);
        return (
          <p key={key} className="flex justify-between gap-3">
            <span className="text-muted">{name}</span>
            <span className="figure">
              {value === null ? '–' : `${formatEstimate(value, locale, digits)} ${unit}`}
            </span>
          </p>
        );
      })}
    </div>
  );
}

function TableTwin({
  label,
  curves,
  moments,
  unit,
  source,
  digits = 2,
}: CurveChartProps & { moments: readonly number[] }): ReactNode {
  const { words } = useUi();
  return (
    <DataTable
      caption={label}
      rows={[...moments].reverse()}
      rowKey={String}
      page={10}
      columns={[
        {
          key: 'time',
          head: words.time,
          cell: (timeUs) => <Time timeUs={timeUs} />,
          sortBy: (timeUs) => timeUs,
        },
        ...curves.map((curve) => ({
          key: curve.key,
          head: curve.name,
          numeric: true,
          cell: (timeUs: number) => (
            <Figure
              value={valueAt(curve.points, timeUs)}
              unit={unit}
              digits={digits}
              source={source(curve.key, timeUs)}
            />
          ),
          sortBy: (timeUs: number) => valueAt(curve.points, timeUs),
        })),
      ]}
    />
  );
}
