import { expect, it } from 'vitest';
import { toneOf, writeFigure } from './Figure.tsx';

it('writes exact text with the digits that it has, estimates with the digits that are known', () => {
  expect(writeFigure({ value: '0.00012000' }, 'en')).toBe('0.00012');
  expect(writeFigure({ value: 1234.5678 }, 'en')).toBe('1,234.57');
  expect(writeFigure({ value: 0.12345, scale: 100, digits: 1 }, 'en')).toBe('12.3');
  expect(writeFigure({ value: '12.4', tone: 'signed', digits: 2 }, 'en')).toBe('+12.40');
});

it('takes gain and loss from the exact sign', () => {
  expect(toneOf('-0.00000001')).toBe('text-loss');
  expect(toneOf('0.00000000')).toBe('');
  expect(toneOf(3)).toBe('text-gain');
});
