import { HOUR, SECOND, type TimeUs } from '@qca/base';
import type { Clock } from '@qca/ports';
import { accept, NO_INTENTS, type Strategy } from '@qca/strategies';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../entries.ts';
import { decodeEntries } from '../journal/codec.ts';
import { createKernelState } from '../kernel/KernelState.ts';
import { benchConfiguration, EAST, limit, quote, START_US, WHY } from '../testing/Bench.fixture.ts';
import { BlockList } from '../testing/BlockList.fixture.ts';
import { ScriptedExchange } from '../testing/ScriptedExchange.fixture.ts';
import { Commands } from './Commands.ts';
import { freshBeginning, type Outside, run } from './run.ts';

/** Buys ten lots on the second quote it hears. */
const eager: Strategy = {
  name: 'one',
  summary: 'Buys once.',
  source: 'None.',
  defaults: {},
  fit: () => accept({ instruments: [], funding: [] }),
  start: () => ({ quotes: 0 }),
  react: (memory, _view, event) => {
    const own = memory as { quotes: number };
    if (event.kind !== 'quote') return NO_INTENTS;
    own.quotes += 1;
    return own.quotes === 2
      ? [{ kind: 'place', order: limit(EAST, 'buy', 10, 1_000), why: WHY }]
      : NO_INTENTS;
  },
};

const simulated: Clock = { nowUs: () => 0, until: () => undefined };
const quotes = (count: number) =>
  Array.from({ length: count }, (_, index) => quote(EAST, START_US + index * SECOND, 999, 1_001));
const about = (orderId: string, timeUs: TimeUs) => ({
  orderId,
  timeUs,
  venueTimeUs: timeUs,
  instrument: EAST,
});

function setUp(exchange = new ScriptedExchange(quotes(5)), more: Partial<Outside> = {}) {
  const configuration = benchConfiguration();
  const state = createKernelState(configuration, () => eager);
  const journal = new BlockList();
  const outside: Outside = { exchange, journal, clock: simulated, commands: new Commands(), ...more };
  const start = () =>
    run(state, outside, freshBeginning({ kind: 'run-started', timeUs: START_US, configuration }));
  return { state, exchange, journal: outside.journal as BlockList, commands: outside.commands, start };
}

async function entriesOf(journal: BlockList): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const block of journal.blocks()) decodeEntries(block.bytes, (entry) => void entries.push(entry));
  return entries;
}

describe('run', () => {
  it('plays a feed to its end, takes open orders back and waits for the answers', async () => {
    const { exchange, journal, start, state } = setUp();
    exchange.answer = (action, timeUs) =>
      action.kind === 'place-order'
        ? [{ kind: 'order-accepted', ...about(action.orderId, timeUs + 1) }]
        : action.kind === 'cancel-order'
          ? [
              {
                kind: 'order-cancelled',
                ...about(action.orderId, timeUs + 1),
                reason: 'requested',
                remainingLots: 10,
              },
            ]
          : [];
    const outcome = await start();
    expect(outcome).toMatchObject({ end: 'feed-ended', inputs: 1 + 5 + 1 + 1 + 1 });
    expect(exchange.sent.map(({ action }) => action.kind)).toEqual(['place-order', 'cancel-order']);
    expect([...state.orders.values()].map((each) => each.status)).toEqual(['cancelled']);
    const entries = await entriesOf(journal);
    expect(entries).toHaveLength(outcome.events);
    expect(journal.head()).toEqual({ lastSequence: outcome.events - 1, hash: outcome.hash });
    expect(entries.filter((each) => each.kind === 'stop')).toMatchObject([
      { who: 'engine', why: 'the feed has ended' },
    ]);
  });

  it('has every decision in the journal before its action leaves, where the journal is written ahead', async () => {
    const journal = new BlockList(true);
    const { exchange, start } = setUp(new ScriptedExchange(quotes(3)), { journal });
    const known: boolean[] = [];
    journal.before = () => Promise.resolve();
    exchange.answer = (action, timeUs) => {
      const text = journal.list.map((block) => new TextDecoder().decode(block.bytes)).join('');
      if (action.kind === 'place-order')
        known.push(text.includes(`"order-placed"`) && text.includes(action.orderId));
      return action.kind === 'place-order'
        ? [
            {
              kind: 'order-rejected',
              ...about(action.orderId, timeUs + 1),
              reason: 'rate-limited',
              detail: '',
            },
          ]
        : [];
    };
    await start();
    expect(known).toEqual([true]);
  });

  it('waits no longer than an hour for answers that do not come', async () => {
    const { exchange, start, state, journal } = setUp();
    exchange.answer = (action, timeUs) =>
      action.kind === 'place-order' ? [{ kind: 'order-accepted', ...about(action.orderId, timeUs + 1) }] : [];
    const outcome = await start();
    expect(outcome.end).toBe('feed-ended');
    expect(state.timeUs).toBeLessThanOrEqual(state.stoppedUs + HOUR);
    expect((await entriesOf(journal)).filter((each) => each.kind === 'timer').length).toBeGreaterThan(1);
  });

  it('hears commands between inputs, and ends when told to stop', async () => {
    const { commands, start, journal } = setUp(new ScriptedExchange(quotes(100)));
    commands.give({ kind: 'halt', commandId: 'c1', strategy: 0, who: 'ada', why: 'lunch' });
    commands.give({ kind: 'stop', commandId: 'c2', who: 'ada', why: 'enough' });
    const outcome = await start();
    expect(outcome.end).toBe('stopped');
    const kinds = (await entriesOf(journal)).map((each) => each.kind);
    expect(kinds.indexOf('halt')).toBeLessThan(kinds.indexOf('stop'));
    expect(outcome.inputs).toBeLessThan(10);
  });

  it('lets a clock that keeps pace be interrupted by a command', async () => {
    let asked = 0;
    const slow: Clock = {
      nowUs: () => START_US + 7,
      until: () => {
        asked += 1;
        return new Promise(() => {});
      },
    };
    const { commands, start, state } = setUp(undefined, { clock: slow });
    const done = start();
    setImmediate(() => commands.give({ kind: 'stop', commandId: 'c3', who: 'ada', why: 'enough' }));
    expect((await done).end).toBe('stopped');
    expect(asked).toBeGreaterThan(0);
    expect(state.timeUs).toBe(START_US + 7);
  });

  it('waits for a live venue that has nothing to tell, and for a command', async () => {
    class Live extends ScriptedExchange {
      override ended = () => false;
      waits = 0;
      wait(): Promise<void> {
        this.waits += 1;
        return new Promise(() => {});
      }
    }
    const live = new Live(quotes(1));
    const { commands, start } = setUp(live);
    const done = start();
    setImmediate(() => commands.give({ kind: 'stop', commandId: 'c4', who: 'ada', why: 'enough' }));
    expect((await done).end).toBe('stopped');
    expect(live.waits).toBe(1);
  });

  it('ends where a venue without a wait has nothing more to tell', async () => {
    const silent = new ScriptedExchange([]);
    silent.ended = () => false;
    expect(await setUp(silent).start()).toMatchObject({ inputs: 1, end: 'stopped' });
  });

  it('stores blocks as they fill, long before the end', async () => {
    const { start, journal, exchange } = setUp(new ScriptedExchange(quotes(3_000)));
    exchange.answer = (action, timeUs) =>
      action.kind === 'place-order'
        ? [
            {
              kind: 'order-rejected',
              ...about(action.orderId, timeUs + 1),
              reason: 'rate-limited',
              detail: '',
            },
          ]
        : [];
    await start();
    expect(journal.list.length).toBeGreaterThan(3);
  });
});

describe('Commands', () => {
  it('hands over in the order given, and wakes who waits', async () => {
    const commands = new Commands();
    const woken = commands.wait();
    commands.give({ kind: 'stop', commandId: 'c5', who: 'a', why: '1' });
    await woken;
    commands.give({ kind: 'stop', commandId: 'c6', who: 'b', why: '2' });
    await commands.wait();
    expect([commands.take()?.who, commands.take()?.who, commands.take()]).toEqual(['a', 'b', undefined]);
    expect(commands.waiting).toBe(false);
  });

  it('refuses to pile up without end', () => {
    const commands = new Commands();
    const give = () => commands.give({ kind: 'stop', commandId: 'c7', who: 'a', why: 'b' });
    for (let count = 0; count < 1_000; count += 1) give();
    expect(give).toThrow('1000 commands are waiting');
  });

  it('gives the rest of the process its turn while a venue has an input and a timer is sooner', async () => {
    const exchange = new ScriptedExchange(quotes(5));
    // The venue says at once, and as often as it is asked, that it has something.
    Object.assign(exchange, { wait: () => Promise.resolve() });
    let hasHadTurn = false;
    const outside = setUp(exchange, {
      clock: {
        nowUs: () => 0,
        until: () => {
          if (hasHadTurn) return undefined;
          return new Promise((resolve) =>
            setImmediate(() => {
              hasHadTurn = true;
              resolve();
            }),
          );
        },
      },
    });
    await outside.start();
    expect(hasHadTurn).toBe(true);
  });
});
