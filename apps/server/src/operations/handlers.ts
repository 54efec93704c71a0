import * as agent from './agent.ts';
import * as commands from './commands.ts';
import * as decisions from './decisions.ts';
import type { Handlers } from './Handler.ts';
import * as journal from './journal.ts';
import * as market from './market.ts';
import { listBalances, listEquity, listTransfers, readRevenue } from './money.ts';
import * as orders from './orders.ts';
import * as session from './session.ts';

/** The handler of every operation. One that is missing does not compile. */
export const HANDLERS: Handlers = {
  ...session,
  ...agent,
  readRevenue,
  listEquity,
  listTransfers,
  listBalances,
  ...orders,
  ...decisions,
  ...market,
  ...commands,
  ...journal,
};
