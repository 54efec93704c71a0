'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './Button.tsx';
import { useUi } from './UiContext.tsx';

/** A native modal dialog: the browser traps focus, closes on Escape and gives focus back. */
export function Dialog({
  title,
  onClose,
  wide = false,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  const { words } = useUi();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    const before = document.activeElement;
    current?.showModal();
    // The browser takes the first thing that can be focused, which is the way out.
    current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      current?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className={`dialog ${wide ? 'dialog-wide' : ''}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Browsers may close without asking first, when Escape is pressed twice in a row.
      onClose={onClose}
    >
      <div className="flex items-center gap-2 border-line border-b px-4 py-2">
        <h2 id={id} className="font-semibold text-16">
          {title}
        </h2>
        <Button kind="quiet" className="ms-auto" onClick={onClose}>
          {words.close}
        </Button>
      </div>
      <div className="flex flex-col gap-4 p-4">{children}</div>
    </dialog>
  );
}
