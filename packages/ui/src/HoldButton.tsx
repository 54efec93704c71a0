'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { buttonClasses } from './Button.tsx';
import { classes } from './classes.ts';

/** Long enough not to happen by accident, short enough to bear in a hurry. */
const HOLD_MS = 900;

/** A second gesture, unlike the first: acts only when it is held down, by pointer or by key. */
export function HoldButton({
  danger = false,
  disabled = false,
  onHeld,
  children,
}: {
  danger?: boolean;
  disabled?: boolean;
  onHeld: () => void;
  children: ReactNode;
}): ReactNode {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = (): void => {
    if (disabled || timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      stop();
      onHeld();
    }, HOLD_MS);
  };
  const stop = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <button
      type="button"
      disabled={disabled}
      className={classes(
        buttonClasses(danger ? 'danger' : 'accent'),
        'relative touch-none select-none overflow-hidden',
      )}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        if (!event.repeat) start();
      }}
      onKeyUp={stop}
    >
      <span
        aria-hidden="true"
        className="absolute inset-y-0 start-0 bg-text opacity-30"
        style={{ width: holding ? '100%' : '0', transition: holding ? `width ${HOLD_MS}ms linear` : 'none' }}
      />
      <span className="relative">{children}</span>
    </button>
  );
}
