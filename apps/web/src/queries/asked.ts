/** What screens ask while nothing is chosen. Asked ahead by these very words, so that whoever comes finds the answer there. */
export const ASKED = {
  revenue: { query: {} },
  equity: { query: { limit: 2_000 } },
  newestDecisions: { query: { limit: 50 } },
  orders: { query: { limit: 200 } },
  fills: { query: { limit: 200 } },
  /** Those that may stand on a chart. */
  chartFills: { query: { limit: 500 } },
  decisions: { query: { limit: 200 } },
  balances: { query: {} },
  transfers: { query: { limit: 200 } },
  runs: { query: { limit: 50 } },
  commands: { query: { limit: 100 } },
} as const;

/** The bars of one instrument's chart. */
export function askedBars(instrument: string) {
  return { query: { instrument, limit: 500 } } as const;
}
