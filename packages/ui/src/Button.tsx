import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classes } from './classes.ts';

export type ButtonKind = 'plain' | 'accent' | 'danger' | 'quiet';

const KINDS: Readonly<Record<ButtonKind, string>> = {
  plain: 'border-line-strong bg-surface text-text hover:bg-raised',
  accent: 'border-accent bg-accent text-on-accent font-medium',
  danger: 'border-danger bg-danger text-on-danger font-semibold',
  quiet: 'border-transparent text-muted hover:bg-raised hover:text-text',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
}

export const buttonClasses = (kind: ButtonKind): string =>
  classes(
    'inline-flex min-h-(--touch) min-w-(--touch) cursor-pointer items-center justify-center gap-1.5 whitespace-nowrap rounded-6 border px-2.5 text-13 transition-colors duration-(--motion-short) disabled:cursor-not-allowed disabled:opacity-60',
    KINDS[kind],
  );

export function Button({ kind = 'plain', className, children, ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" {...rest} className={classes(buttonClasses(kind), className)}>
      {children}
    </button>
  );
}
