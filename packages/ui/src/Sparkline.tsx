import type { ReactNode } from 'react';
import { type CurvePoint, extentOf, pathOf } from './charts/curve.ts';
import { linearScale } from './charts/scale.ts';

const WIDTH = 96;
const HEIGHT = 24;

/** A small curve without axes, beside a figure that says the value. */
export function Sparkline({ points, label }: { points: readonly CurvePoint[]; label: string }): ReactNode {
  const extent = extentOf([{ key: '', name: '', points }]);
  if (extent === undefined) return null;
  const x = linearScale(extent.fromUs, extent.toUs, 1, WIDTH - 1);
  const y = linearScale(extent.min, extent.max, HEIGHT - 2, 2);
  return (
    <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <path d={pathOf(points, x.at, y.at)} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
    </svg>
  );
}
