import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { PeerProcess } from './peers/PeerProcess.ts';
import { startPeers } from './peers/startPeers.ts';
import { QuotingReplay } from './quotingReplay.ts';
import { type Level2, readLevel2 } from './readLevel2.ts';
import { checkBook } from './W4.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a recording of a few rows: times in milliseconds after the start, prices around 100.0. */
async function recording(
  depth: readonly string[],
  trades: readonly string[],
  quotes: readonly string[],
): Promise<Level2> {
  const at = join(folder, 'l2-binance-2024-08-08');
  mkdirSync(at, { recursive: true });
  const write = (kind: string, rows: readonly string[]): void =>
    writeFileSync(join(at, `usdm_btcusdt_${kind}.csv.gz`), gzipSync(`header\n${rows.join('\n')}\n`));
  write('depth', depth);
  write('trades', trades);
  write('bbo', quotes);
  return readLevel2(folder);
}

const local = (ms: number): string => String(1_700_000_000_000_000_000n + BigInt(ms) * 1_000_000n);
const venue = (ms: number): string => String(1_700_000_000_000 + ms);
const level = (
  ms: number,
  kind: string,
  id: number,
  previous: string,
  side: string,
  price: string,
  size: string,
) => [local(ms), venue(ms), kind, id, id, previous, side, price, size].join(',');
const trade = (ms: number, price: string, size: string, side: string) =>
  [local(ms), venue(ms), venue(ms), 1, price, size, side].join(',');

const book = [
  level(0, 'update', 5, '4', 'b', '50.0', '1.000'),
  level(1, 'update', 12, '5', 'b', '99.9', '2.000'),
  level(2, 'snapshot', 10, '', 'b', '100.0', '1.000'),
  level(2, 'snapshot', 10, '', 'a', '100.1', '1.000'),
  level(3, 'update', 14, '12', 'a', '100.3', '0.500'),
];

describe('readLevel2', () => {
  it('starts at the snapshot, keeps later updates heard before it, and reads whole ticks and lots', async () => {
    const level2 = await recording(
      book,
      [trade(4, '100.1', '0.007', 'buy')],
      ['1,2,14,100.00,1.000,100.10,1.000'],
    );
    expect(level2.depth.map(({ snapshot, lastUpdateId, count }) => [snapshot, lastUpdateId, count])).toEqual([
      [true, 10, 2],
      [false, 12, 1],
      [false, 14, 1],
    ]);
    expect([...level2.depth[0]!.priceTicks, ...level2.depth[0]!.quantityLots]).toEqual([
      1000, 1001, 1000, 1000,
    ]);
    expect([level2.tradeTicks[0], level2.tradeLots[0], level2.tradeSells[0], level2.events]).toEqual([
      1001, 7, 0, 5,
    ]);
    // Every event is heard a millisecond after it happened, the least that is given.
    level2.localTimesUs.forEach((time, i) => {
      expect(time - level2.venueTimesUs[i]!).toBe(1000);
    });
    expect(checkBook(level2).map(({ actual }) => actual)).toEqual([0, 0, 1, 0]);
  });

  it('notices a break in the chain and a crossed book', async () => {
    const broken = [...book, level(5, 'update', 20, '19', 'b', '100.2', '1.000')];
    const level2 = await recording(broken, [trade(9, '100.1', '0.001', 'buy')], ['1,2,20,1.0,1.0,1.0,1.0']);
    expect(checkBook(level2).map(({ expected, actual, ok }) => [expected, actual, ok])).toEqual([
      [0, 1, false],
      [0, 1, false],
      [1, 0, false],
      [0, 0, true],
    ]);
  });
});

describe('QuotingReplay', () => {
  // Ten milliseconds after the first message the strategy asks for 99.9 and 100.2; five later both rest, the bid
  // behind the 2,000 lots shown there, the ask behind none.
  const later = level(200, 'update', 15, '14', 'b', '10.0', '1.000');

  it('fills in turn: first what was shown before it, then the order', async () => {
    const trades = [
      trade(40, '99.9', '1.998', 'sell'), // two lots short of the queue
      trade(50, '99.9', '0.006', 'sell'), // two lots to those ahead, four to us
      trade(60, '100.2', '0.003', 'buy'), // nobody ahead
      trade(70, '100.2', '0.500', 'sell'), // the wrong side
    ];
    const outcome = new QuotingReplay(await recording([...book, later], trades, [])).run(true);
    expect(outcome).toEqual({ orders: 2, fills: 2, filledLots: 7, bidTicks: 1000, askTicks: 1001 });
  });

  it('fills whole when the market trades through the price', async () => {
    const trades = [trade(40, '99.8', '0.001', 'sell')];
    const outcome = new QuotingReplay(await recording([...book, later], trades, [])).run(true);
    // Filled at 40, known 5 later, asked for again on the next step.
    expect([outcome.fills, outcome.filledLots, outcome.orders]).toEqual([1, 10, 3]);
  });

  it('does not fill before the order has arrived', async () => {
    const trades = [trade(14, '99.8', '0.001', 'sell')];
    const outcome = new QuotingReplay(await recording([...book, later], trades, [])).run(true);
    expect(outcome.fills).toBe(0);
  });

  it('cancels and asks anew when the touch moves, one request at a time', async () => {
    const moved = level(40, 'update', 15, '14', 'b', '100.0', '0.000');
    const end = level(200, 'update', 16, '15', 'b', '10.0', '1.000');
    const outcome = new QuotingReplay(
      await recording([...book, moved, end], [trade(190, '1.0', '0.001', 'buy')], []),
    ).run(true);
    // Two first orders; then the bid is cancelled and placed at 99.8.
    expect([outcome.orders, outcome.fills, outcome.bidTicks]).toEqual([4, 0, 999]);
  });

  it('asks for nothing without the strategy', async () => {
    const outcome = new QuotingReplay(
      await recording([...book, later], [trade(40, '99.8', '0.001', 'sell')], []),
    ).run(false);
    expect(outcome).toEqual({ orders: 0, fills: 0, filledLots: 0, bidTicks: 1000, askTicks: 1001 });
  });
});

describe('peers', () => {
  const peer = (body: string): Promise<PeerProcess> => PeerProcess.start(process.execPath, ['-e', body]);

  it('asks a peer for runs and turns its answers into speeds', async () => {
    const started = await peer(`
      console.log(JSON.stringify({ name: 'it', version: '2' }));
      process.stdin.on('data', () => console.log(JSON.stringify({ seconds: 0.5, count: 10, details: { levels: 3 } })));`);
    expect([started.name, started.version, await started.run(), await started.run()]).toEqual([
      'it',
      '2',
      20,
      20,
    ]);
    expect(started.details()).toEqual({ levels: 3 });
    started.close();
  });

  it('says why a peer cannot be started', async () => {
    await expect(peer('throw new Error("no such module")')).rejects.toThrow('ended before it was ready');
  });

  it('ends a peer that says something else', async () => {
    await expect(peer('console.log("hello"); setInterval(() => {}, 1000)')).rejects.toThrow('JSON');
  });

  it('crashes when a peer dies instead of answering', async () => {
    const started = await peer(`
      console.log(JSON.stringify({ name: 'it', version: '2' }));
      process.stdin.on('data', () => process.exit(1));`);
    await expect(started.run()).rejects.toThrow('it ended without an answer');
  });

  it('leaves peers out with a reason, or when none were asked for', async () => {
    const script = { name: 'vectorbt', file: 'peer_vectorbt.py', task: {} };
    expect(await startPeers({ data: '' }, [script])).toEqual({ peers: [], missing: [] });
    const { peers, missing } = await startPeers({ data: '', peers: join(folder, 'nowhere') }, [script]);
    expect([peers, missing]).toEqual([[], [{ name: 'vectorbt', reason: 'there is no Python environment' }]]);
  });
});
