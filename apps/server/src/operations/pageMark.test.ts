import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestServer } from '../testing/TestServer.fixture.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});

afterAll(() => server.close());

it('lists go on behind the place that an answer names, to the end', async () => {
  const shown: string[] = [];
  let next: string | null = null;
  do {
    const before: string = next === null ? '' : `&before=${next}`;
    const { status, json } = await server.get(`/api/transfers?limit=3${before}`);
    expect(status).toBe(200);
    shown.push(...json['transfers'].map(({ transferId }: { transferId: string }) => transferId));
    next = json['next'];
  } while (next !== null);
  const whole = await server.get('/api/transfers?limit=1000');
  expect(whole.json['next']).toBeNull();
  expect(shown.length).toBeGreaterThan(3);
  expect(shown).toEqual(whole.json['transfers'].map(({ transferId }: { transferId: string }) => transferId));
  // As many rows as there are: nothing is behind them.
  const exact = await server.get(`/api/transfers?limit=${shown.length}`);
  expect(exact.json['next']).toBeNull();
});

it.each([
  ['no place at all', 'nonsense'],
  ['a place in another list', Buffer.from('[3,"f-1"]').toString('base64url')],
  ['letters that tables do not bear', Buffer.from(JSON.stringify([3, 'v', '\0'])).toString('base64url')],
  ['an entry beyond numbers', Buffer.from('[1e300,"v","f"]').toString('base64url')],
])('lists refuse to go on behind %s', async (_, before) => {
  const { status, json } = await server.get(`/api/fills?before=${before}`);
  expect([status, json['kind']]).toEqual([400, 'bad-request']);
  expect(json['detail']).toMatch(/before.*next/);
});
