'use client';

import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

interface Around {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What does not fit, and what would. */
  readonly error?: string | undefined;
}

const INPUT =
  'min-h-(--touch) w-full min-w-0 rounded-6 border border-line-strong bg-ground px-2 py-1 text-14 text-text aria-invalid:border-loss';

/** A labelled input with its hint and its error tied to it. */
export function Field({
  label,
  hint,
  error,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-13 text-muted">
        {label}
      </label>
      <input
        {...input}
        id={id}
        className={INPUT}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
      />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

/** A labelled choice. */
export function SelectField({
  label,
  hint,
  error,
  options,
  ...select
}: Around &
  SelectHTMLAttributes<HTMLSelectElement> & {
    options: readonly { readonly value: string; readonly label: string }[];
  }): ReactNode {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-13 text-muted">
        {label}
      </label>
      <select {...select} id={id} className={INPUT} aria-describedby={`${id}-hint`}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

function Hint({ id, hint, error }: { id: string; hint: ReactNode; error: string | undefined }): ReactNode {
  return (
    <div id={id} className="text-12">
      {error === undefined ? null : <p className="text-loss">{error}</p>}
      {hint === undefined ? null : <div className="text-muted">{hint}</div>}
    </div>
  );
}
