'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { classes } from './classes.ts';
import { type Digits, formatDecimal, formatEstimate, type Sign } from './format/formatDecimal.ts';
import type { Source } from './format/source.ts';
import { useUi } from './UiContext.tsx';

export interface FigureProps {
  /** Exact text, an estimate, or null where it is not known. */
  readonly value: string | number | null;
  /** Unit or asset, always shown beside the number. */
  readonly unit?: string | undefined;
  /** Digits of an estimate; bounds for exact text. Default: 2 for estimates, as many as given for exact text. */
  readonly digits?: number | Partial<Digits> | undefined;
  /** Where the value comes from. */
  readonly source: Source;
  /** `signed`: gain and loss by sign and colour; `cost`: what was paid. */
  readonly tone?: 'plain' | 'signed' | undefined;
  readonly sign?: Sign | undefined;
  /** What the shown number is multiplied by before it is shown, for estimates only: 100 for per cent. */
  readonly scale?: number | undefined;
  readonly className?: string | undefined;
}

/** A number as it stands on a screen: traced to its source, aligned, with its unit. */
export function Figure(props: FigureProps): ReactNode {
  const { value, unit, source, tone = 'plain', className } = props;
  const { locale, words } = useUi();
  const flash = useFlash(value);
  if (value === null) {
    return (
      <span className="text-muted" data-source={source} data-value="" title={words.unknown}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{words.unknown}</span>
      </span>
    );
  }
  return (
    <span
      ref={flash}
      dir="ltr"
      data-source={source}
      data-value={String(value)}
      className={classes('figure whitespace-nowrap', tone === 'signed' && toneOf(value), className)}
    >
      {writeFigure(props, locale)}
      {unit === undefined ? null : <span className="unit text-muted">{`\u00a0${unit}`}</span>}
    </span>
  );
}

/** The number alone, as it is shown. */
export function writeFigure(
  { value, digits, sign, tone, scale = 1 }: Pick<FigureProps, 'value' | 'digits' | 'sign' | 'tone' | 'scale'>,
  locale: string,
): string {
  const written = sign ?? (tone === 'signed' ? 'always' : 'negative');
  if (value === null) return '–';
  if (typeof value === 'number') {
    return formatEstimate(
      value * scale,
      locale,
      typeof digits === 'number' ? digits : (digits?.max ?? 2),
      written,
    );
  }
  const bounds = typeof digits === 'number' ? { min: digits, max: digits } : digits;
  return formatDecimal(value, locale, bounds, written);
}

/** Gain, loss or neither, by the exact sign. */
export function toneOf(value: string | number): 'text-gain' | 'text-loss' | '' {
  const text = String(value);
  if (!/[1-9]/.test(text)) return '';
  return text.startsWith('-') ? 'text-loss' : 'text-gain';
}

// A change shows for 300 ms; the first value does not. Under reduced motion the stylesheet switches it off.
function useFlash(value: unknown): React.RefObject<HTMLSpanElement | null> {
  const element = useRef<HTMLSpanElement>(null);
  const last = useRef(value);
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    const { current } = element;
    if (current === null) return;
    current.classList.remove('flash');
    // Reading a size starts the animation anew.
    void current.offsetWidth;
    current.classList.add('flash');
  }, [value]);
  return element;
}
