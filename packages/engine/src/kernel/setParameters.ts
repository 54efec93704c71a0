import { accept, type Result, reject } from '@qca/base';
import { checkParameters, type Fit, type ParameterRejection } from '@qca/strategies';
import type { CommandDetail, SetParametersCommand } from '../commands.ts';
import { cancelAll } from './cancelAll.ts';
import type { CommandRefusal } from './commandOutcome.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { offerOf } from './KernelState.ts';
import { noStrategy } from './moveBudget.ts';

/**
 * Gives a strategy new values for some of its parameters, within its own bounds; the others stay as they are.
 *
 * Its open orders outside trades are cancelled first, then it begins anew: what it had gathered from the market is gone,
 * and it is silent until it has gathered again. What it holds, and trades under way, it keeps; it finds them in its view.
 *
 * Rejects: `unknown-strategy`; `not-parameters`, `unknown-parameter`, `bad-parameter` with key, value and range;
 * `data-does-not-support`; `other-instruments` where the new values would have it trade other instruments, because what
 * it holds in the old ones would be nobody's.
 */
export function setParameters(
  state: KernelState,
  command: SetParametersCommand,
): Result<CommandDetail, CommandRefusal> {
  const slot = state.strategies[command.strategy];
  if (slot === undefined) return reject(noStrategy(state, command.strategy));
  const { strategy, parameters: before } = slot;
  const checked = checkParameters(
    { defaults: before, ...(strategy.limits === undefined ? {} : { limits: strategy.limits }) },
    command.parameters,
  );
  if (!checked.ok) return reject(parameterRefusal(checked.rejection));
  const offer = offerOf(state);
  const fit = strategy.fit(offer, checked.value);
  if (!fit.ok) {
    const { kind, detail } = fit.rejection;
    return reject({ rule: kind, value: 0, limit: 0, unit: 'instruments', detail });
  }
  const other = otherInstruments(slot, fit.value);
  if (other !== undefined) return reject(other);
  const cancelled = cancelAll(state, slot, command.why);
  slot.parameters = checked.value;
  slot.memory = strategy.start(fit.value, checked.value, offer);
  return accept({ strategy: slot.index, cancelled, parameters: JSON.stringify(command.parameters) });
}

function otherInstruments(slot: StrategySlot, fit: Fit): CommandRefusal | undefined {
  const own = slot.configuration.instruments;
  const same = fit.instruments.length === own.length && fit.instruments.every((each) => own.includes(each));
  if (same) return undefined;
  return {
    rule: 'other-instruments',
    value: fit.instruments.length,
    limit: own.length,
    unit: 'instruments',
    detail: `it trades instruments ${own.join(', ')} in this run; these values would need ${fit.instruments.join(', ')}`,
  };
}

function parameterRefusal(rejection: ParameterRejection): CommandRefusal {
  const { kind, detail } = rejection;
  const { value, limit } =
    rejection.kind === 'bad-parameter' && rejection.range !== undefined
      ? rejection.range
      : { value: 0, limit: 0 };
  const unit = rejection.kind === 'not-parameters' ? 'object' : rejection.key;
  return { rule: kind, value, limit, unit, detail };
}
