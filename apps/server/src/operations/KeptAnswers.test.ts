import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES, LAST } from '../testing/sampleRun.fixture.ts';
import { TestServer } from '../testing/TestServer.fixture.ts';
import { KeptAnswers } from './KeptAnswers.ts';

describe('kept answers', () => {
  it('stand at one entry only', () => {
    const answers = new KeptAnswers();
    answers.keep('orders', 5, 'five');
    expect([answers.find('orders', 5), answers.find('orders', 6), answers.find('orders', 4)]).toEqual([
      'five',
      undefined,
      undefined,
    ]);
    answers.keep('orders', 6, 'six');
    expect([answers.find('orders', 5), answers.find('orders', 6)]).toEqual([undefined, 'six']);
  });

  it('are sixty-four at most: who was asked for longest ago is forgotten', () => {
    const answers = new KeptAnswers();
    for (let index = 0; index < 64; index += 1) answers.keep(`q${index}`, 1, 'x');
    answers.find('q0', 1);
    answers.keep('one more', 1, 'x');
    expect([answers.find('q0', 1), answers.find('q1', 1), answers.find('q2', 1)]).toEqual([
      'x',
      undefined,
      'x',
    ]);
  });

  it('are sixteen million characters at most', () => {
    const answers = new KeptAnswers();
    const long = 'x'.repeat(6_000_000);
    for (const name of ['a', 'b', 'c']) answers.keep(name, 1, long);
    expect(['a', 'b', 'c'].map((name) => answers.find(name, 1) !== undefined)).toEqual([false, true, true]);
    answers.keep('whole', 1, 'x'.repeat(16_777_217));
    expect(answers.find('whole', 1)).toBeUndefined();
    expect(answers.find('b', 1)).toBe(long);
  });
});

describe('lists', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ publicView: true });
  });
  afterAll(() => server.close());

  it.each([
    '/api/orders',
    '/api/fills',
    '/api/decisions',
    '/api/transfers',
    '/api/balances',
    '/api/equity',
    '/api/public/decisions',
  ])('%s is read once per entry, and anew for another question', async (path) => {
    const first = await server.get(path);
    const again = await server.get(path);
    expect(again.text).toBe(first.text);
    expect(first.json['sequence']).toBe(LAST);
    const other = await server.get(`${path}?strategy=nobody`);
    expect(other.status).toBe(200);
    expect(other.text).not.toBe(first.text);
    expect((await server.get(`${path}?strategy=momentum`)).json['sequence']).toBe(LAST);
  });

  it('say what was written since', async () => {
    const before = (await server.get('/api/orders')).json;
    const placed = ENTRIES.find((each) => each.kind === 'order-placed');
    await server.run.write([{ ...placed, orderId: 'p-9' }] as typeof ENTRIES);
    const after = (await server.get('/api/orders')).json;
    expect(after['sequence']).toBe(before['sequence'] + 1);
    expect(after['orders']).toHaveLength(before['orders'].length + 1);
  });
});
