import type { Random } from '@qca/base';
import { Commands, type KernelState, type KillPlan, type NewCommand, type StrategySlot } from '@qca/engine';

/** Chance of a command after an input: half a dozen in a run that has them. */
const COMMAND_PROBABILITY = 0.012;
const SIGNED = { who: 'operator', why: 'simulation' } as const;

type Unnamed = NewCommand extends infer One
  ? One extends NewCommand
    ? Omit<One, 'commandId' | 'who' | 'why'>
    : never
  : never;

/**
 * A person who gives every kind of command at any moment, sensible or not, and whose messages come again after a crash,
 * as an inbox hands out again what was not answered.
 */
export class SimulatedOperator {
  readonly commands = new Commands();
  readonly #random: Random;
  readonly #isBusy: boolean;
  readonly #given: NewCommand[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#isBusy = random.nextBoolean(0.6);
  }

  /** Looks at the state after an input, and maybe gives a command. */
  observe(state: KernelState): void {
    const random = this.#random;
    if (!this.#isBusy || state.stopping || !random.nextBoolean(COMMAND_PROBABILITY)) return;
    const command = this.#any(state);
    // Now and then a message comes twice, or lacks a signature.
    const who = random.nextBoolean(0.05) ? ' ' : SIGNED.who;
    this.#give({ ...command, ...SIGNED, who, commandId: `c${this.#given.length}` } as NewCommand);
    if (random.nextBoolean(0.1)) this.commands.give(random.pick(this.#given));
  }

  /** The process died: what it had not journaled is handed to it again, and something it had. */
  redeliver(state: KernelState): void {
    while (this.commands.waiting) this.commands.take();
    for (const command of this.#given)
      if (!state.commandIds.has(command.commandId)) this.commands.give(command);
    if (this.#given.length > 0) this.commands.give(this.#random.pick(this.#given));
  }

  #give(command: NewCommand): void {
    this.#given.push(command);
    this.commands.give(command);
  }

  #any(state: KernelState): Unnamed {
    const random = this.#random;
    const roll = random.nextFloat();
    // −1 is the platform; one beyond the last is nobody.
    const somebody = (): number => random.nextBelow(state.strategies.length + 2) - 1;
    const strategy = somebody();
    if (state.kill !== undefined && roll < 0.4) return { kind: 'rearm', strategy: -1 };
    if (roll < 0.3) {
      const amount = (random.nextFloat() * (random.nextBoolean(0.9) ? 20_000 : 200_000)).toFixed(2);
      return { kind: 'move-budget', from: strategy, to: somebody(), amount };
    }
    if (roll < 0.5) return { kind: 'switch-strategy', strategy, on: random.nextBoolean(0.6) };
    if (roll < 0.65)
      return {
        kind: 'set-parameters',
        strategy,
        parameters: parametersFor(random, state.strategies[strategy]),
      };
    if (roll < 0.75) return { kind: 'kill', plan: random.nextBoolean(0.3) ? null : planFor(random, state) };
    if (roll < 0.8) return { kind: 'set-kill-plan', plan: planFor(random, state) };
    return { kind: random.pick(['halt', 'reduce', 'rearm', 'rearm'] as const), strategy };
  }
}

/** A value for one of a strategy's numbers, mostly within its bounds. */
function parametersFor(random: Random, slot: StrategySlot | undefined): unknown {
  const limits = Object.entries(slot?.strategy.limits ?? {}).filter(([, limit]) => limit.kind === 'number');
  if (limits.length === 0) return { seed: random.nextBelow(1_000_000) };
  const [key, limit] = random.pick(limits);
  if (limit.kind !== 'number') return {};
  const within = limit.min + random.nextFloat() * (limit.max - limit.min);
  const value = random.nextBoolean(0.15) ? limit.max + 1 : within;
  return { [key]: limit.whole === true ? Math.round(value) : value };
}

function planFor(random: Random, state: KernelState): KillPlan {
  const names = ['BTC', 'ETH', 'DOGE', ...state.strategies.map((each) => each.configuration.name)];
  const order = names.filter((name) => random.nextBoolean(name === 'DOGE' ? 0.05 : 0.4));
  return { reduce: random.nextBoolean(0.85) ? 'everything' : 'nothing', order };
}
