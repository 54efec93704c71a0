import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MemoryPlatform,
  startMemoryPlatform,
  TOKEN,
} from '../scripts/memoryPlatform/startMemoryPlatform.ts';
import { call, command, followStatus, type Platform } from './with-api.ts';

let running: MemoryPlatform;
let platform: Platform;
beforeAll(async () => {
  running = await startMemoryPlatform({ days: 0.3, orders: 5, speed: 600, log: () => undefined });
  platform = { url: running.server.url, token: TOKEN };
});
afterAll(() => running.close());

describe('a program that talks to the platform', () => {
  it('reads the orders of the run the agent is at', async () => {
    const { orders, sequence } = await call<{ orders: unknown[]; sequence: number }>(
      platform,
      'GET',
      '/api/orders?limit=3',
    );
    expect(orders).toHaveLength(3);
    expect(sequence).toBeGreaterThan(0);
  });

  it('tells a problem by its kind and the id of its request', async () => {
    await expect(call(platform, 'GET', '/api/orders/none')).rejects.toThrow(
      /^unknown-order: .* \(request [\w-]+\)$/,
    );
    await expect(call({ ...platform, token: 'wrong' }, 'GET', '/api/status')).rejects.toThrow(
      'not-signed-in',
    );
  });

  it('gives a command once, however often it is sent', async () => {
    const halt = () => command(platform, 'halt', 'example-1', { scope: 'platform', why: 'to see it stop' });
    const first = await halt();
    expect(first.command).toMatchObject({ outcome: 'applied', kind: 'halt' });
    expect(await halt()).toEqual(first);
    const other = command(platform, 'halt', 'example-1', { scope: 'platform', why: 'another reason' });
    await expect(other).rejects.toThrow('command-id-used');
    await command(platform, 'arm', 'example-2', { scope: 'platform', why: 'to go on' });
  });

  it('follows the status to what the API itself says', async () => {
    const heard: { sequence: number; number: number; equity: number }[] = [];
    const stop = followStatus(platform, (status, number) => {
      const { equity } = status['platform'] as { equity: number };
      heard.push({ sequence: status['sequence'] as number, number, equity });
    });
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThan(4);
    await running.suspendAgent();
    const { sequence, platform: money } = await call<{ sequence: number; platform: { equity: number } }>(
      platform,
      'GET',
      '/api/status',
    );
    await expect.poll(() => heard.at(-1)?.sequence, { timeout: 20_000 }).toBe(sequence);
    expect(heard.at(-1)?.equity).toBe(money.equity);
    const numbers = heard.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    stop();
  });
});
