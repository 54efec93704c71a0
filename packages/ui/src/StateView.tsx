'use client';

import type { ReactNode } from 'react';
import { Badge } from './Badge.tsx';
import { Button } from './Button.tsx';
import { useUi } from './UiContext.tsx';
import type { Trouble, View } from './View.ts';

export interface Emptiness {
  /** What will be here. */
  readonly what: string;
  /** Why it is not yet. */
  readonly why: string;
  /** The one next step. */
  readonly step?: ReactNode;
}

interface StateViewProps<Data> {
  readonly view: View<Data>;
  readonly empty: Emptiness;
  /** Rows that the finished layout will have about; loading holds their place. */
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** Shows loading, empty, error, stale and ready, the same way everywhere. */
export function StateView<Data>({ view, empty, rows = 4, children }: StateViewProps<Data>): ReactNode {
  switch (view.state) {
    case 'loading':
      return <Loading rows={rows} />;
    case 'empty':
      return <Empty empty={empty} />;
    case 'error':
      return <Failure trouble={view.trouble} retry={view.retry} />;
    case 'stale':
      return (
        <div data-state="stale">
          <Stale seconds={view.seconds} />
          {children(view.data)}
        </div>
      );
    case 'ready':
      return <div data-state="ready">{children(view.data)}</div>;
  }
}

function Loading({ rows }: { rows: number }): ReactNode {
  const { words } = useUi();
  return (
    <div data-state="loading" role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <div key={row} className="flex items-center border-line border-b" style={{ height: 'var(--row)' }}>
          <span className="h-3 w-1/3 rounded-6 bg-raised" />
          <span className="ms-auto h-3 w-1/6 rounded-6 bg-raised" />
        </div>
      ))}
    </div>
  );
}

function Empty({ empty }: { empty: Emptiness }): ReactNode {
  return (
    <div data-state="empty" className="flex flex-col items-start gap-1 py-3">
      <p className="font-medium text-14">{empty.what}</p>
      <p className="max-w-prose text-13 text-muted">{empty.why}</p>
      {empty.step === undefined ? null : <div className="mt-2">{empty.step}</div>}
    </div>
  );
}

function Failure({ trouble, retry }: { trouble: Trouble; retry: (() => void) | undefined }): ReactNode {
  const { words } = useUi();
  return (
    <div
      data-state="error"
      role="alert"
      className="flex flex-col gap-2 border-loss border-s-2 py-1 ps-3 text-13"
    >
      <p>
        <strong className="font-semibold">{words.whatHappened}</strong> {trouble.what}
      </p>
      <p className="text-muted">
        <strong className="font-semibold text-text">{words.stillTrue}</strong> {trouble.stillTrue}
      </p>
      <p className="text-muted">
        <strong className="font-semibold text-text">{words.whatToDo}</strong> {trouble.remedy}
      </p>
      {trouble.reference === undefined ? null : (
        <p className="font-mono text-12 text-muted">
          {words.reference} {trouble.reference}
        </p>
      )}
      {retry === undefined ? null : (
        <div>
          <Button onClick={retry}>{words.retry}</Button>
        </div>
      )}
    </div>
  );
}

function Stale({ seconds }: { seconds: number }): ReactNode {
  const { words } = useUi();
  return (
    <p className="mb-2">
      <Badge tone="warning">{words.stale(seconds)}</Badge>
    </p>
  );
}
