import type { COMMANDS, CommandRow } from '@qca/api';
import { Fault, present } from '@qca/base';
import type { Caller } from '../auth/Caller.ts';
import { ProblemError } from '../http/ProblemError.ts';
import { commandRow, commandRows } from '../journal/commandRows.ts';
import type { Platform } from '../Platform.ts';
import { presentInboxCommand } from '../present/rows.ts';
import type { Killed } from '../status/Guard.ts';
import type { HandlerOf } from './Handler.ts';
import { markedRead } from './runs.ts';

/** An agent that works answers within a few milliseconds; a person does not wait longer. */
const ANSWER_MS_MAX = 2_000;

type Kind = keyof typeof COMMANDS;

interface Given {
  readonly commandId: string;
  readonly caller: Caller | undefined;
  readonly body: { readonly why: string };
}

export const reduceRisk: HandlerOf<'reduceRisk'> = (call, platform) => give('reduce', call, platform);
export const haltTrading: HandlerOf<'haltTrading'> = (call, platform) => give('halt', call, platform);
export const armTrading: HandlerOf<'armTrading'> = (call, platform) => give('rearm', call, platform);
export const setKillPlan: HandlerOf<'setKillPlan'> = (call, platform) =>
  give('set-kill-plan', call, platform);
export const moveBudget: HandlerOf<'moveBudget'> = (call, platform) => give('move-budget', call, platform);
export const switchStrategy: HandlerOf<'switchStrategy'> = (call, platform) =>
  give('switch-strategy', call, platform);
export const setParameters: HandlerOf<'setParameters'> = (call, platform) =>
  give('set-parameters', call, platform);
export const stopAgent: HandlerOf<'stopAgent'> = (call, platform) => give('stop', call, platform);

/** Through the guard first: it acts whatever became of database and agent. */
export const killTrading: HandlerOf<'killTrading'> = async (call, platform) => {
  if (platform.guard === undefined) return give('kill', call, platform);
  const order = {
    commandId: call.commandId,
    who: present(call.caller, 'caller').name,
    why: call.body.why,
  };
  let killed: Killed;
  try {
    killed = await platform.guard.kill(order);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return killWithoutGuard(call, platform);
  }
  return answerOfGuard(killed, order, platform);
};

// The agent may still hear what the guard did not; only its own word counts then.
async function killWithoutGuard(call: Given, platform: Platform) {
  const given = await give('kill', call, platform).catch((error: unknown) => {
    if (error instanceof ProblemError && error.kind === 'command-id-used') throw error;
    return undefined;
  });
  if (given?.command.outcome === 'applied') return given;
  throw new ProblemError(
    'guard-not-reachable',
    'The guard did not answer, and the agent did not say that it stopped.',
  );
}

// The guard's word is enough: what the agent journals of it may come later, or when it is back.
async function answerOfGuard(
  killed: Killed,
  order: { readonly commandId: string; readonly who: string; readonly why: string },
  platform: Platform,
) {
  const { inbox } = platform.meeting;
  const commandId = killed.commandId ?? order.commandId;
  const numbers = { guardAtUs: killed.atUs };
  try {
    const row = await commandRow(platform, await inbox.answered(commandId, ANSWER_MS_MAX));
    return { command: { ...row, numbers: { ...row.numbers, ...numbers } } };
  } catch {
    const pending = { ...order, commandId, kind: 'kill', body: {}, createdUs: Math.round(killed.atUs) };
    const row = presentInboxCommand({ ...pending, answer: undefined });
    return { command: { ...row, numbers, run: null } };
  }
}

async function give(kind: Kind, { commandId, caller, body }: Given, platform: Platform) {
  const { inbox } = platform.meeting;
  const { why, ...rest } = body;
  await inbox.put({
    commandId,
    kind,
    body: rest,
    who: present(caller, 'caller').name,
    why,
    createdUs: platform.nowUs(),
  });
  const command = await inbox.answered(commandId, ANSWER_MS_MAX);
  const row = await commandRow(platform, command);
  if (row.outcome === 'refused') throw refused(row);
  return { command: row };
}

function refused({ kind, rule, numbers }: CommandRow): ProblemError {
  return new ProblemError('command-refused', `The agent refused \`${kind}\` by the rule ${rule}.`, {
    numbers: { rule, ...numbers },
  });
}

export const readCommand: HandlerOf<'readCommand'> = async ({ params }, platform) => {
  const command = await platform.meeting.inbox.read(params.commandId);
  if (command === undefined) {
    throw new ProblemError('unknown-command', `There is no command ${params.commandId}.`);
  }
  return { command: await commandRow(platform, command) };
};

export const listCommands: HandlerOf<'listCommands'> = async ({ query }, platform) => {
  const { run, sequence, value } = await markedRead(platform, query.run, (id) =>
    commandRows(platform, id, query.limit),
  );
  return { run, sequence, commands: [...value] };
};
