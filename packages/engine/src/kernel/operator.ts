import { accept, type Result, reject } from '@qca/base';
import { COMMAND_ID_MAX, WHO_MAX, WHY_MAX } from '@qca/base/command-bounds';
import { applyMode, gaugeOf, halt, PLATFORM, type RiskCommandRejection, rearm, reduce } from '@qca/risk';
import type {
  Command,
  CommandDetail,
  OperatorCommand,
  StopCommand,
  SwitchStrategyCommand,
} from '../commands.ts';
import { cancelAll } from './cancelAll.ts';
import type { CommandRefusal } from './commandOutcome.ts';
import { revalue } from './equity.ts';
import type { KernelState } from './KernelState.ts';
import { endKill, setKillPlan, startKill } from './kill.ts';
import { moveBudget, noStrategy } from './moveBudget.ts';
import { record } from './record.ts';
import { setParameters } from './setParameters.ts';

/** Letters of an id that a refusal repeats; a longer one is nobody's that waits. */
const ANSWERED_ID_MAX = 200;
/** Ids of commands remembered: a sender repeats itself within minutes, not ten thousand commands. */
const COMMAND_IDS_MAX = 10_000;

/**
 * Takes a command to its end, and says in a fact what came of it. A command is signed (who and why) and has an id; an
 * id that was heard before changes nothing.
 */
export function onCommand(state: KernelState, command: Command): void {
  const { timeUs } = state;
  // Whoever waits for an answer looks for the id as it was sent.
  const commandId = String(command.commandId).slice(0, ANSWERED_ID_MAX);
  const about = { timeUs, commandId, command: command.kind };
  const unsigned = unsignedPart(command);
  if (unsigned !== undefined) return record(state, { kind: 'command-refused', ...about, ...unsigned });
  if (state.commandIds.has(command.commandId))
    return record(state, { kind: 'command-ignored', ...about, reason: 'duplicate' });
  remember(state, command.commandId);
  const outcome = carryOut(state, command);
  if (outcome.ok) record(state, { kind: 'command-applied', ...about, detail: outcome.value });
  else record(state, { kind: 'command-refused', ...about, ...outcome.rejection });
}

function carryOut(state: KernelState, command: Command): Result<CommandDetail, CommandRefusal> {
  switch (command.kind) {
    case 'halt':
      return onHalt(state, command);
    case 'reduce':
      return changeMode(state, command, reduce(state.risk, command));
    case 'rearm':
      return onRearm(state, command);
    case 'stop':
      return onStop(state, command);
    case 'move-budget':
      return moveBudget(state, command);
    case 'switch-strategy':
      return onSwitch(state, command);
    case 'set-parameters':
      return setParameters(state, command);
    case 'kill':
      return startKill(state, command);
    case 'set-kill-plan':
      return setKillPlan(state, command.plan);
  }
}

/** Letters counted without spaces around them: a blank signature is none. */
function unsignedPart({ commandId, who, why }: Command): CommandRefusal | undefined {
  const parts = [
    ['command id', commandId, COMMAND_ID_MAX],
    ['who', who, WHO_MAX],
    ['why', why, WHY_MAX],
  ] as const;
  for (const [name, given, limit] of parts) {
    const value = typeof given === 'string' && given.trim() !== '' ? given.length : 0;
    if (value > 0 && value <= limit) continue;
    const detail = `a command needs an id, who gave it and why: "${name}" has ${value} letters, 1 to ${limit} are allowed`;
    return { rule: 'unsigned-command', value, limit, unit: 'letters', detail };
  }
  return undefined;
}

function remember(state: KernelState, id: string): void {
  state.commandIds.add(id);
  if (state.commandIds.size <= COMMAND_IDS_MAX) return;
  const [oldest] = state.commandIds;
  if (oldest !== undefined) state.commandIds.delete(oldest);
}

// Asking for a halt again takes back what is open all the same.
function onHalt(state: KernelState, command: OperatorCommand): Result<CommandDetail, CommandRefusal> {
  const decided = halt(state.risk, command);
  if (!decided.ok && decided.rejection.kind !== 'already-in-mode')
    return reject(modeRefusal(state, decided.rejection));
  if (decided.ok) {
    applyMode(state.risk, decided.value);
    record(state, decided.value);
  }
  let cancelled = 0;
  for (const each of state.strategies) {
    if (command.strategy === PLATFORM || each.index === command.strategy)
      cancelled += cancelAll(state, each, command.why);
  }
  return accept({ strategy: command.strategy, mode: 'halted', cancelled });
}

function onRearm(state: KernelState, command: OperatorCommand): Result<CommandDetail, CommandRefusal> {
  const endsKill = command.strategy === PLATFORM && state.kill !== undefined;
  const decided = rearm(state.risk, command);
  // A kill that is still reducing has not halted anything yet; re-arming ends it all the same.
  if (endsKill && !decided.ok && decided.rejection.kind === 'not-tripped') {
    endKill(state);
    return accept({ strategy: command.strategy, mode: 'active', endedKill: true });
  }
  const changed = changeMode(state, command, decided);
  if (endsKill && changed.ok) {
    endKill(state);
    return accept({ ...changed.value, endedKill: true });
  }
  return changed;
}

function changeMode(
  state: KernelState,
  { strategy }: OperatorCommand,
  decided: ReturnType<typeof rearm>,
): Result<CommandDetail, CommandRefusal> {
  if (!decided.ok) return reject(modeRefusal(state, decided.rejection));
  applyMode(state.risk, decided.value);
  record(state, decided.value);
  return accept({ strategy, mode: decided.value.mode });
}

function modeRefusal(state: KernelState, rejection: RiskCommandRejection): CommandRefusal {
  switch (rejection.kind) {
    case 'unknown-strategy':
      return noStrategy(state, rejection.strategy);
    case 'unsigned-command':
      return {
        rule: rejection.kind,
        value: 0,
        limit: 1,
        unit: 'letters',
        detail: `${rejection.missing} is empty`,
      };
    case 'already-in-mode': {
      const detail = `it is ${rejection.mode} already; re-arm it to ease that`;
      return { rule: rejection.kind, value: 0, limit: 0, unit: 'changes', detail };
    }
    case 'not-tripped':
      return { rule: rejection.kind, value: 0, limit: 0, unit: 'changes', detail: 'it is active already' };
    case 'no-equity': {
      const { base } = gaugeOf(state.risk, rejection.strategy);
      const detail = `of ${base} nothing is left to trade with`;
      return {
        rule: rejection.kind,
        value: rejection.equity,
        limit: 0,
        unit: `${state.configuration.reportingAsset}, above`,
        detail,
      };
    }
  }
}

function onStop(state: KernelState, command: StopCommand): Result<CommandDetail, CommandRefusal> {
  if (!state.stopping) {
    state.stoppedUs = state.timeUs;
    state.stoppedBy = command.who;
  }
  state.stopping = true;
  revalue(state);
  let cancelled = 0;
  for (const strategy of state.strategies) cancelled += cancelAll(state, strategy, command.why);
  return accept({ cancelled });
}

function onSwitch(state: KernelState, command: SwitchStrategyCommand): Result<CommandDetail, CommandRefusal> {
  const strategy = state.strategies[command.strategy];
  if (strategy === undefined) return reject(noStrategy(state, command.strategy));
  if (typeof command.on !== 'boolean') {
    const detail = 'a strategy is switched on (true) or off (false)';
    return reject({ rule: 'bad-switch', value: 0, limit: 1, unit: 'true or false', detail });
  }
  strategy.on = command.on;
  const cancelled = command.on ? 0 : cancelAll(state, strategy, command.why);
  return accept({ strategy: strategy.index, on: command.on, cancelled, trades: strategy.trades.size });
}
