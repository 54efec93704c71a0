import type { Question, RunFacts } from './expectedAnswers.ts';

/** Rows that one answer holds at most. */
const ROWS_MAX = 1_000;

/** Stories told of each run; each reads the journal from its order on. */
const STORIES = 40;

/** Every question worth asking of one read about one run: each filter alone, few rows and as many as one answer holds. */
export function questionsAbout(operation: string, facts: RunFacts, isCurrent: boolean): Question[] {
  const run = { run: facts.run.id };
  // Without a run, the one that the agent is at is meant.
  const ask = (query: Question['query'], params?: Question['params']): Question => ({
    operation,
    query: isCurrent && Object.keys(query).length === 0 ? {} : { ...run, ...query },
    ...(params === undefined ? {} : { params }),
  });
  const names = facts.run.configuration.strategies.map(({ name }) => name);
  const strategies = names.map((strategy) => ask({ strategy, limit: ROWS_MAX }));
  const sizes = [ask({}), ask({ limit: 1 }), ask({ limit: 7 }), ask({ limit: ROWS_MAX })];
  const { orders, fills, transfers } = facts.rows;
  switch (operation) {
    case 'listOrders':
    case 'listEquity':
      return [...sizes, ...strategies];
    case 'listDecisions': {
      const outcomes = ['admitted', 'shrunk', 'refused'];
      const rules = [...new Set(facts.rows.decisions.map(({ rule }) => String(rule)))].filter(
        (rule) => rule !== '',
      );
      return [
        ...sizes,
        ...strategies,
        ...outcomes.flatMap((outcome) => [ask({ outcome, limit: 5 }), ask({ outcome, limit: ROWS_MAX })]),
        ...rules.map((rule) => ask({ rule })),
      ];
    }
    case 'listPublicDecisions':
      return isCurrent
        ? [
            { operation, query: {} },
            ...names.map((strategy) => ({ operation, query: { strategy, limit: 50 } })),
          ]
        : [];
    case 'listFills':
      return [
        ...sizes,
        ...strategies,
        ...sample(fills, 10).map((row) => ask({ orderId: String(row['orderId']) })),
      ];
    case 'listTransfers':
      return [
        ...sizes,
        ...strategies,
        ...sample(transfers, 10).map((row) => ask({ reference: String(row['reference']) })),
        ...sample(transfers, 10).map((row) => ask({ account: String(row['debit']), limit: 5 })),
      ];
    case 'listCommands':
      return sizes;
    case 'listBalances':
      return [
        ask({}),
        ...names.map((strategy) => ask({ strategy })),
        ...['strategy/', 'capital', 'strategy/market-making/', 'nothing'].map((account) => ask({ account })),
      ];
    case 'readRevenue':
      return [ask({})];
    case 'listBars':
      return barQuestions(facts, ask);
    case 'listJournal':
      return pages(facts.run.entries.length).map((page) => ask(page));
    case 'readOrder':
      return [...sample(orders, STORIES), ...oddOnes(orders)].map((row) =>
        ask({ run: facts.run.id }, { orderId: String(row['orderId']) }),
      );
    default:
      return [];
  }
}

function barQuestions(facts: RunFacts, ask: (query: Question['query']) => Question): Question[] {
  const { run } = facts;
  return run.configuration.instruments.flatMap((_, index) => {
    const { id: instrument } = run.instrument(index);
    const times = run.entries.flatMap((entry) =>
      entry.kind === 'bar' && entry.instrument === index ? [entry.openTimeUs] : [],
    );
    const span = { fromUs: times[20] ?? 0, toUs: times[60] ?? Number.MAX_SAFE_INTEGER };
    return [
      ask({ instrument }),
      ask({ instrument, limit: 3 }),
      ask({ instrument, limit: 5_000 }),
      ask({ instrument, ...span }),
    ];
  });
}

/** The whole of a short journal, and both ends of a long one, a page after the other. */
function pages(entries: number): { readonly from: number; readonly limit: number }[] {
  const limit = 1_000;
  const all = Array.from({ length: Math.ceil(entries / limit) }, (_, page) => ({
    from: page * limit,
    limit,
  }));
  const some = all.length > 12 ? [...all.slice(0, 4), ...sample(all.slice(4, -4), 4), ...all.slice(-4)] : all;
  return [...some, { from: entries - 1, limit: 5 }, { from: entries, limit: 5 }];
}

function sample<Each>(list: readonly Each[], count: number): Each[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_, place) => place % step === 0).slice(0, count);
}

/** One order of every status and reason. */
function oddOnes(orders: RunFacts['rows']['orders']): RunFacts['rows']['orders'] {
  const byKind = Map.groupBy(orders, ({ status, reason, type }) => `${status} ${reason} ${type}`);
  return [...byKind.values()].flatMap((group) => group.slice(0, 1));
}
