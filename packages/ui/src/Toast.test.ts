import { expect, it } from 'vitest';
import { addMessage, type Message } from './Toast.tsx';

const message = (id: number, text: string): Message => ({ id, text, tone: 'plain' });

it('keeps the newest three and never the same text twice', () => {
  const four = ['a', 'b', 'c', 'd'].reduce<readonly Message[]>(
    (all, text, index) => addMessage(all, message(index, text)),
    [],
  );
  expect(four.map(({ text }) => text)).toEqual(['b', 'c', 'd']);
  expect(addMessage(four, message(9, 'b')).map(({ text }) => text)).toEqual(['c', 'd', 'b']);
});
