import { OPERATIONS, openApi } from '@qca/api';
import { sampleRun } from '@qca/ports/suites';
import { createMemoryStore } from '@qca/store-local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAUSE, ENTRIES, LAST, ORDER, PLACED, RUN, START_US } from '../testing/sampleRun.fixture.ts';
import { sampleStatus } from '../testing/sampleStatus.fixture.ts';
import { answerCommands, TestServer } from '../testing/TestServer.fixture.ts';

describe('operations that read', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ publicView: true });
    await server.store.saveRun(
      sampleRun({ id: 'older', mode: 'live', label: 'live', createdUs: 5, status: 'done' }),
    );
  });
  afterAll(() => server.close());

  it('serves the document that its schemas give', async () => {
    const { status, json } = await server.send('GET', '/api/openapi.json');
    expect(status).toBe(200);
    expect(json).toEqual(JSON.parse(JSON.stringify(openApi('0.1.0'))));
  });

  it('readStatus gives what the agent published', async () => {
    expect((await server.get('/api/status')).json).toEqual(sampleStatus());
  });

  it('readStatus says that no agent has spoken', async () => {
    const silent = await TestServer.start({ quiet: true });
    const { status, json } = await silent.get('/api/status');
    expect([status, json['kind']]).toEqual([503, 'agent-not-ready']);
    await silent.close();
  });

  it('listRuns gives the newest first, with what prices and fills are', async () => {
    const { json } = await server.get('/api/runs');
    expect(json['runs'].map((run: { id: string }) => run.id)).toEqual([RUN, 'older']);
    expect(json['runs'][1]).toMatchObject({ prices: 'live', fills: 'real', entries: 0, hash: null });
    expect((await server.get('/api/runs?limit=1')).json['runs']).toHaveLength(1);
  });

  it('readRevenue sums the value accounts: 100 realised less 40 of fees', async () => {
    const { json } = await server.get('/api/revenue');
    const earned = { realised: '100', funding: '0', fees: '40', slippage: '0', net: '60' };
    expect(json).toMatchObject({ run: RUN, sequence: LAST, asset: 'USD', total: earned });
    expect(json['strategies']).toEqual([{ strategy: 'momentum', earnings: earned, transfers: 4 }]);
  });

  it('listEquity gives points oldest first', async () => {
    const { json } = await server.get('/api/equity?strategy=momentum');
    expect(json['points']).toMatchObject([
      { strategy: 'momentum', equity: '50060.25', asset: 'USD', sequence: LAST },
    ]);
  });

  it('listOrders gives amounts as decimals of their assets', async () => {
    const { json } = await server.get('/api/orders');
    expect(json['orders']).toMatchObject([
      {
        orderId: ORDER,
        quantity: '2',
        filled: '2',
        limitPrice: '20001',
        averagePrice: '20000',
        status: 'filled',
      },
    ]);
    expect((await server.get('/api/orders?strategy=other')).json['orders']).toEqual([]);
  });

  it('readOrder tells price, decision, fills and ledger entries, each with its place in the journal', async () => {
    const { json } = await server.get(`/api/orders/${ORDER}`);
    expect(json).toMatchObject({ prices: 'recorded', fillsAre: 'simulated', sequence: LAST });
    expect(json['price']).toEqual({
      sequence: CAUSE,
      timeUs: ENTRIES[CAUSE]?.timeUs,
      kind: 'bar',
      bid: '19999.5',
      ask: '20001',
      decision: '20000.25',
    });
    expect(json['decisions']).toMatchObject([
      { sequence: PLACED, outcome: 'admitted', numbers: { slow: 19_999 } },
    ]);
    expect(json['fills']).toMatchObject([{ fillId: 'f-1', price: '20000', notional: '40000', fee: '40' }]);
    expect(json['transfers'].map((each: { transferId: string }) => each.transferId)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    const told = json['entries'] as { sequence: number; kind: string }[];
    expect(told.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [CAUSE, 'bar'],
      [PLACED, 'order-placed'],
      [12, 'order-accepted'],
      [13, 'order-filled'],
      [14, 'booked'],
      [15, 'order-closed'],
    ]);
    for (const { sequence, kind } of told) expect(ENTRIES[sequence]?.kind).toBe(kind);
  });

  it('readOrder knows only orders of the run', async () => {
    const { status, json } = await server.get('/api/orders/p-99');
    expect([status, json['kind']]).toEqual([404, 'unknown-order']);
  });

  it('listFills gives those of one order when asked', async () => {
    expect((await server.get(`/api/fills?orderId=${ORDER}`)).json['fills']).toHaveLength(1);
    expect((await server.get('/api/fills?orderId=p-2')).json['fills']).toEqual([]);
  });

  it('listDecisions gives those of one outcome when asked', async () => {
    expect((await server.get('/api/decisions')).json['decisions']).toHaveLength(2);
    const { json } = await server.get('/api/decisions?outcome=refused');
    expect(json['decisions']).toMatchObject([
      { outcome: 'refused', rule: 'order-value', numbers: { value: 180_000, limit: 50_000 } },
    ]);
  });

  it('listPublicDecisions needs no sign-in once it is switched on, and says what prices are', async () => {
    const { status, json } = await server.send('GET', '/api/public/decisions');
    expect(status).toBe(200);
    expect(json).toMatchObject({ prices: 'recorded', fillsAre: 'simulated' });
    expect(json['decisions']).toHaveLength(2);
  });

  it('listTransfers gives those of one cause when asked', async () => {
    const { json } = await server.get('/api/transfers?reference=f-1');
    expect(json['transfers']).toHaveLength(4);
    expect(json['transfers'][0]).toMatchObject({
      transferId: '4',
      kind: 'fee',
      amount: '40',
      asset: 'USD.value',
    });
    expect((await server.get('/api/transfers?reference=other')).json['transfers']).toEqual([]);
  });

  it('listBalances gives accounts by prefix, and totals that balance over all of them', async () => {
    const { json } = await server.get('/api/balances');
    expect(json['totals']).toEqual([
      { asset: 'BTC', debits: '2', credits: '2', balanced: true },
      { asset: 'USD', debits: '40000', credits: '40000', balanced: true },
      { asset: 'USD.value', debits: '140', credits: '140', balanced: true },
    ]);
    const one = await server.get('/api/balances?account=strategy/momentum/kraken&strategy=momentum');
    expect(one.json['balances'].map((each: { account: string }) => each.account)).toEqual([
      'strategy/momentum/kraken/BTC',
      'strategy/momentum/kraken/USD',
    ]);
  });

  it('listBars gives a market’s own bars, oldest first', async () => {
    const { json } = await server.get('/api/bars?instrument=kraken:BTC/USD');
    expect(json).toMatchObject({ kind: 'bars', intervalUs: 60_000_000, prices: 'recorded', sequence: LAST });
    expect(json['bars']).toEqual([
      [START_US, 20_000, 20_010, 19_995, 20_005, 1.5],
      [START_US + 60_000_000, 20_005, 20_006, 19_990, 20_000, 1.5],
    ]);
    const later = await server.get(`/api/bars?instrument=kraken:BTC/USD&fromUs=${START_US + 1}&limit=5`);
    expect(later.json['bars']).toHaveLength(1);
    const earlier = await server.get(`/api/bars?instrument=kraken:BTC/USD&toUs=${START_US}`);
    expect(earlier.json['bars']).toHaveLength(1);
  });

  it('listBars makes bars of the mid where a market has none', async () => {
    const { json } = await server.get('/api/bars?instrument=bitstamp:BTC/USD');
    expect(json).toMatchObject({ kind: 'mid', intervalUs: 10_000_000 });
    expect(json['bars']).toEqual([[START_US + 120_000_000, 20_001, 20_001, 20_001, 20_001, 0]]);
  });

  it('listBars knows only instruments of the run', async () => {
    const { status, json } = await server.get('/api/bars?instrument=kraken:DOGE/USD');
    expect([status, json['kind']]).toEqual([404, 'unknown-instrument']);
  });

  it('listJournal gives entries as they were written, from a given one on', async () => {
    const { json } = await server.get('/api/journal?from=8&limit=3');
    expect(json['sequence']).toBe(LAST);
    expect(json['entries']).toMatchObject([
      { sequence: 8, kind: 'bar', entry: { openTicks: 40_000 } },
      { sequence: 9, kind: 'bar' },
      { sequence: 10, kind: 'quote', entry: { bidTicks: 40_000 } },
    ]);
    expect((await server.get('/api/journal?from=1000')).json['entries']).toEqual([]);
    const { json: whole } = await server.get('/api/journal?limit=1000');
    expect(whole['entries'].map((each: { kind: string }) => each.kind)).toEqual(
      ENTRIES.map((each) => each.kind),
    );
  });

  it('readParity and readDataQuality give what roles published, and say when none did', async () => {
    expect((await server.get('/api/parity')).json).toEqual({ reports: [] });
    const { status, json } = await server.get('/api/data-quality');
    expect([status, json['kind']]).toEqual([503, 'agent-not-ready']);
    const report = {
      run: RUN,
      day: '2023-03-10',
      checkedUs: START_US,
      entries: 18,
      hash: 'a'.repeat(64),
      same: true,
      firstDifference: null,
    };
    const quality = {
      run: RUN,
      sequence: 17,
      market: 'markets/demo',
      prices: 'recorded',
      files: 2,
      bars: 10,
      trades: 0,
      bookUpdates: 0,
      notes: [],
      warnings: [],
      instruments: [],
    };
    const status$ = { sequence: 1, timeUs: server.nowUs };
    await server.meeting.statusBoard.publish('parity', { ...status$, document: { reports: [report] } });
    await server.meeting.statusBoard.publish('data-quality', { ...status$, document: quality });
    await expect.poll(async () => (await server.get('/api/parity')).json).toEqual({ reports: [report] });
    await expect.poll(async () => (await server.get('/api/data-quality')).json).toEqual(quality);
  });

  it.each(
    OPERATIONS.filter((each) => each.problems.includes('unknown-run')).map(
      (each) => [each.name, each] as const,
    ),
  )('%s knows only runs that there are', async (_name, { path }) => {
    const asked = path.replace('{orderId}', ORDER);
    const more = path === '/api/bars' ? '&instrument=kraken:BTC/USD' : '';
    const { status, json } = await server.get(`${asked}?run=never-was${more}`);
    expect([status, json['kind']]).toEqual([404, 'unknown-run']);
    expect((await server.get(`${asked}?run=${RUN}${more}`)).status).toBe(200);
  });

  it('says that there is no run while there is none', async () => {
    const empty = await TestServer.start({ quiet: true, store: noRuns() });
    expect((await empty.get('/api/orders')).json['kind']).toBe('unknown-run');
    await empty.close();
  });
});

// A store whose runs nobody sees.
function noRuns() {
  const store = createMemoryStore();
  return { ...store, listRuns: async () => [] };
}

describe('operations that command', () => {
  let server: TestServer;
  let stop: () => Promise<void>;
  const why = 'the weather';
  beforeAll(async () => {
    server = await TestServer.start();
    stop = answerCommands(server.meeting);
  });
  afterAll(async () => {
    await stop();
    await server.close();
  });

  it.each([
    ['reduce', 'reduce', { scope: 'momentum' }],
    ['halt', 'halt', { scope: 'platform' }],
    ['arm', 'rearm', { scope: 'platform' }],
    ['kill', 'kill', {}],
    ['set-kill-plan', 'set-kill-plan', { plan: { reduce: 'everything', order: ['BTC'] } }],
    ['move-budget', 'move-budget', { from: 'momentum', to: 'platform', amount: '10.5' }],
    ['switch-strategy', 'switch-strategy', { strategy: 'momentum', on: false }],
    ['set-parameters', 'set-parameters', { strategy: 'momentum', parameters: { fast: 10 } }],
    ['stop', 'stop', {}],
  ])(
    '%s goes to the agent as %s, with who and why, and comes back with its outcome',
    async (path, kind, body) => {
      const { status, json } = await server.command(path, `key-${path}`, { ...body, why });
      expect(status).toBe(200);
      expect(json['command']).toMatchObject({
        kind,
        who: 'cli',
        why,
        outcome: 'applied',
        // This agent keeps no journal.
        run: null,
        numbers: { done: true },
      });
      expect(await server.meeting.inbox.read(`key-${path}`)).toMatchObject({ kind, body, who: 'cli', why });
      expect((await server.get(`/api/commands/key-${path}`)).json).toEqual(json);
    },
  );

  it('names the rule and the numbers of a refusal', async () => {
    const { status, json } = await server.command('switch-strategy', 'refused-1', {
      strategy: 'nobody',
      on: true,
      why,
    });
    expect([status, json['kind']]).toEqual([409, 'command-refused']);
    expect(json['numbers']).toEqual({
      rule: 'unknown-strategy',
      on: true,
      value: 9_999,
      limit: 1,
      unit: 'strategy',
    });
    expect((await server.get('/api/commands/refused-1')).json['command']).toMatchObject({
      outcome: 'refused',
    });
  });

  it('answers a repeated key the same, and refuses it for anything else', async () => {
    const body = { scope: 'momentum', why };
    const first = await server.command('halt', 'again', body);
    const { length } = await server.meeting.inbox.list(1_000);
    expect((await server.command('halt', 'again', body)).json).toEqual(first.json);
    expect(await server.meeting.inbox.list(1_000)).toHaveLength(length);
    for (const [path, other] of [
      ['halt', { ...body, why: 'another reason' }],
      ['halt', { ...body, scope: 'platform' }],
      ['reduce', body],
    ] as const) {
      const { status, json } = await server.command(path, 'again', other);
      expect([status, json['kind']]).toEqual([409, 'command-id-used']);
    }
  });

  it('wants a key', async () => {
    const body = { scope: 'platform', why };
    for (const key of ['', ' ', '-x', 'a b', 'x'.repeat(65)]) {
      const { status, json } = await server.command('halt', key, body);
      expect([status, json['kind']]).toEqual([400, 'idempotency-key-missing']);
    }
  });

  it.each([
    ['move-budget', { from: 'momentum', to: 'platform', amount: '-1' }],
    ['move-budget', { from: 'momentum', to: 'platform', amount: '0.00' }],
    ['move-budget', { from: 'momentum', to: 'platform', amount: '1e3' }],
    ['move-budget', { from: 'momentum', to: 'platform', amount: 5 }],
    ['switch-strategy', { strategy: 'momentum', on: 'yes' }],
    ['switch-strategy', { strategy: '../etc', on: true }],
    ['set-kill-plan', { plan: { reduce: 'some', order: [] } }],
    ['halt', { scope: 'momentum', more: 1 }],
    ['halt', {}],
  ])('%s refuses %o and puts nothing into the inbox', async (path, body) => {
    const { status, json } = await server.command(path, 'bad-body', { ...body, why });
    expect([status, json['kind']]).toEqual([400, 'bad-request']);
    expect(json['issues'].length).toBeGreaterThan(0);
    expect(await server.meeting.inbox.read('bad-body')).toBeUndefined();
  });

  it('wants a reason', async () => {
    for (const bad of [undefined, '', 'x'.repeat(501), 'a\u0007b']) {
      expect((await server.command('halt', 'no-why', { scope: 'platform', why: bad })).status).toBe(400);
    }
  });

  it('listCommands gives the newest first; readCommand knows only those there are', async () => {
    const { json } = await server.get('/api/commands?limit=2');
    expect(json['commands']).toHaveLength(2);
    const { status, json: unknown } = await server.get('/api/commands/never-given');
    expect([status, unknown['kind']]).toEqual([404, 'unknown-command']);
  });

  it('answers pending when the agent does not take a command in time', async () => {
    const silent = await TestServer.start();
    const { status, json } = await silent.command('halt', 'waiting', { scope: 'momentum', why });
    expect(status).toBe(200);
    expect(json['command']).toMatchObject({ outcome: 'pending', sequence: -1, strategy: 'momentum' });
    await silent.close();
  });
});
