import type { ReactNode } from 'react';

/** On or off, in words as well as in shape. */
export function Switch({
  on,
  label,
  words,
  onToggle,
  disabled = false,
}: {
  on: boolean;
  label: string;
  words: { readonly on: string; readonly off: string };
  onToggle: () => void;
  disabled?: boolean;
}): ReactNode {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      onClick={onToggle}
      className="inline-flex min-h-(--touch) cursor-pointer items-center gap-2 rounded-6 px-1 text-13 disabled:cursor-not-allowed disabled:opacity-60"
    >
      <span
        aria-hidden="true"
        className={`flex h-5 w-9 rounded-full border p-0.5 ${on ? 'justify-end border-accent bg-accent' : 'border-line-strong bg-raised'}`}
      >
        <span className={`size-3.5 rounded-full ${on ? 'bg-on-accent' : 'bg-line-strong'}`} />
      </span>
      {on ? words.on : words.off}
    </button>
  );
}
