'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { Button } from './Button.tsx';
import { useUi } from './UiContext.tsx';

export interface Message {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'warning';
}

/** Messages on screen at once: more would hide the screen. */
const MESSAGES_MAX = 3;

/** Puts a message last and lets the oldest go. The same text again replaces itself. */
export function addMessage(messages: readonly Message[], message: Message): readonly Message[] {
  return [...messages.filter((each) => each.text !== message.text), message].slice(-MESSAGES_MAX);
}

const Say = createContext<(text: string, tone?: Message['tone']) => void>(() => undefined);

/** Says something on screen and to screen readers, politely. */
export function useSay(): (text: string, tone?: Message['tone']) => void {
  return useContext(Say);
}

/** Holds what is said until it is closed. Nothing disappears by itself: it may not have been read yet. */
export function ToastProvider({ children }: { children: ReactNode }): ReactNode {
  const { words } = useUi();
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const say = useCallback((text: string, tone: Message['tone'] = 'plain') => {
    setMessages((now) => addMessage(now, { id: (now.at(-1)?.id ?? 0) + 1, text, tone }));
  }, []);
  const list = useMemo(
    () =>
      messages.map((message) => (
        <div
          key={message.id}
          className={`flex items-start gap-2 rounded-6 border bg-raised p-2 ps-3 text-13 ${message.tone === 'warning' ? 'border-warning' : 'border-line-strong'}`}
        >
          <p className="flex-1 py-1">{message.text}</p>
          <Button
            kind="quiet"
            onClick={() => setMessages((now) => now.filter(({ id }) => id !== message.id))}
          >
            {words.close}
          </Button>
        </div>
      )),
    [messages, words],
  );
  return (
    <Say value={say}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="fixed end-3 bottom-20 z-(--z-toast) flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2 tablet:bottom-3"
      >
        {list}
      </div>
    </Say>
  );
}
