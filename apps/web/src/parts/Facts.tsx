import type { ReactNode } from 'react';

/** A list of facts: what, and how much. */
export function Facts({ children }: { children: ReactNode }): ReactNode {
  return <dl className="flex flex-col text-13">{children}</dl>;
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className="flex min-h-8 flex-wrap items-baseline justify-between gap-x-4 border-line border-b py-1 last:border-b-0">
      <dt className="text-muted">{label}</dt>
      <dd className="ms-auto min-w-0 text-end">{children}</dd>
    </div>
  );
}
