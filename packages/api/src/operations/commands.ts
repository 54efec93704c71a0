import { WHY_MAX } from '@qca/base/command-bounds';
import { z } from 'zod';
import { type Operation, operation } from '../Operation.ts';
import { commandId, name, runId, text } from '../schemas/common.ts';
import { killPlan } from '../schemas/PlatformStatus.ts';
import { commandRow } from '../schemas/rows.ts';

// What an operator can tell the agent. Each is journaled with who and why; the header `Idempotency-Key` names it, and
// the same key never acts twice. `pending` in the answer: the agent has not taken it yet, ask with `readCommand`.

/** Told to the journal, in the operator's own words. */
const why = text(WHY_MAX);

/** A strategy's name, or `platform` for everything. */
const scope = name.describe('a strategy, or `platform`');

/** What parameters of strategies are named: as fields are. */
const PARAMETER = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

const given = z
  .object({
    /** `run` is whose journal holds what came of it; null while none does. */
    command: commandRow.extend({ run: runId.nullable() }),
  })
  .meta({ id: 'CommandGiven' });

const COMMON = {
  method: 'POST',
  tag: 'commands',
  access: 'operator',
  response: given,
  status: 200,
} as const;
const REFUSALS = ['command-refused', 'command-id-used', 'idempotency-key-missing'] as const;

/** Lets a strategy, or everything, only reduce what it holds. */
export const reduceRisk = operation({
  ...COMMON,
  name: 'reduceRisk',
  path: '/api/commands/reduce',
  summary: 'From now on only orders that bring exposure down.',
  body: z.strictObject({ scope, why }),
  problems: REFUSALS,
});

export const haltTrading = operation({
  ...COMMON,
  name: 'haltTrading',
  path: '/api/commands/halt',
  summary: 'Cancels open orders and places none, for a strategy or everything.',
  body: z.strictObject({ scope, why }),
  problems: REFUSALS,
});

export const armTrading = operation({
  ...COMMON,
  name: 'armTrading',
  path: '/api/commands/arm',
  summary: 'Lets a halted, reducing or killed strategy or platform trade again.',
  body: z.strictObject({ scope, why }),
  problems: REFUSALS,
});

/** The kill switch: through the guard, which acts even when the agent does not answer. */
export const killTrading = operation({
  ...COMMON,
  name: 'killTrading',
  path: '/api/commands/kill',
  summary: 'No new exposure from now on; open risk is reduced in the order chosen beforehand.',
  body: z.strictObject({ why }),
  problems: [...REFUSALS, 'guard-not-reachable'],
});

export const setKillPlan = operation({
  ...COMMON,
  name: 'setKillPlan',
  path: '/api/commands/set-kill-plan',
  summary: 'Chooses what the kill switch reduces, and in which order.',
  body: z.strictObject({ plan: z.strictObject(killPlan.shape), why }),
  problems: REFUSALS,
});

export const moveBudget = operation({
  ...COMMON,
  name: 'moveBudget',
  path: '/api/commands/move-budget',
  summary: 'Moves capital from one strategy to another.',
  body: z.strictObject({
    from: name,
    to: name,
    /** In the reporting asset. */
    amount: z.string().regex(/^(?=.*[1-9])\d{1,40}(\.\d{1,40})?$/, 'must be a decimal above zero'),
    why,
  }),
  problems: REFUSALS,
});

export const switchStrategy = operation({
  ...COMMON,
  name: 'switchStrategy',
  path: '/api/commands/switch-strategy',
  summary: 'Switches a strategy on or off; off keeps what it holds and adds nothing.',
  body: z.strictObject({ strategy: name, on: z.boolean(), why }),
  problems: REFUSALS,
});

export const setParameters = operation({
  ...COMMON,
  name: 'setParameters',
  path: '/api/commands/set-parameters',
  summary: 'Changes parameters of a strategy within their bounds.',
  body: z.strictObject({
    strategy: name,
    parameters: z.record(z.string().regex(PARAMETER), z.union([z.number(), z.boolean(), text(200)])),
    why,
  }),
  problems: REFUSALS,
});

/** Ends the run: orders are cancelled, the journal is closed, nothing is sold. */
export const stopAgent = operation({
  ...COMMON,
  name: 'stopAgent',
  path: '/api/commands/stop',
  summary: 'Ends the run the agent is at: open orders are cancelled, the journal is closed.',
  body: z.strictObject({ why }),
  problems: REFUSALS,
});

export const readCommand = operation({
  name: 'readCommand',
  method: 'GET',
  path: '/api/commands/{commandId}',
  tag: 'commands',
  summary: 'What came of a command.',
  access: 'viewer',
  params: z.strictObject({ commandId }),
  response: given,
  status: 200,
  problems: ['unknown-command'],
});

/** The commands by the kind they have in the journal. */
export const COMMANDS = {
  reduce: reduceRisk,
  halt: haltTrading,
  rearm: armTrading,
  kill: killTrading,
  'set-kill-plan': setKillPlan,
  'move-budget': moveBudget,
  'switch-strategy': switchStrategy,
  'set-parameters': setParameters,
  stop: stopAgent,
} as const satisfies Record<string, Operation>;
