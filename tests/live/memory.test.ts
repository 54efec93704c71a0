import { expect, it } from 'vitest';
import { busyBook } from './busyBook.ts';

/** What a heap that does not grow still wanders by between two forced collections. */
const WANDERS_MB = 6;

it('keeps its memory flat under two hundred thousand events of a busy book', async () => {
  const { played, heard, heapMb } = await busyBook({ eventsPerTurn: 400, turns: 500, samples: 10 });
  expect(played).toBe(200_000);
  expect(heard).toBeGreaterThan(10_000);
  // Caches fill in the first part; from then on nothing may grow.
  const settled = heapMb.slice(3);
  expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(WANDERS_MB);
}, 180_000);
