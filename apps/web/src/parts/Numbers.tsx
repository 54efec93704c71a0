'use client';

import { Figure, type Source } from '@qca/ui';
import type { ReactNode } from 'react';
import { digitsFor, isFigure, numberLines } from '../calculators/numberLines.ts';

/** The numbers that explain a reason, beside their names. */
export function Numbers({
  numbers,
  source,
}: {
  numbers: Readonly<Record<string, unknown>>;
  source: Source;
}): ReactNode {
  const lines = numberLines(numbers);
  if (lines.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-12">
      {lines.map(({ name, value }) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-muted">{name}</dt>
          <dd>
            {isFigure(value) ? (
              <Figure
                value={value}
                {...(typeof value === 'number' ? { digits: digitsFor(value) } : {})}
                source={`${source}.${name}`}
              />
            ) : (
              String(value === '' ? '–' : value)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
