import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export type Tone = 'plain' | 'accent' | 'gain' | 'loss' | 'warning' | 'frame';

const TONES: Readonly<Record<Tone, string>> = {
  plain: 'border-line-strong text-muted',
  accent: 'border-accent text-accent',
  gain: 'border-gain text-gain',
  loss: 'border-loss text-loss',
  warning: 'border-warning text-warning',
  // Real money: filled, so that nobody takes it for paper.
  frame: 'border-live-frame bg-live-frame text-ground font-semibold',
};

/** Says what something is, in words: `Simulated fills`, `Paper`, `Stale 42 s`. */
export function Badge({
  tone = 'plain',
  title,
  children,
}: {
  tone?: Tone;
  title?: string | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <span
      title={title}
      className={classes(
        'inline-flex items-center whitespace-nowrap rounded-6 border px-1.5 text-12 leading-5',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
