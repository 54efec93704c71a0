import { DAY, type TimeUs } from '@qca/base';
import type { Commands, KernelState } from '@qca/engine';
import { PLATFORM, riskReason } from '@qca/risk';

/** How long a tripped breaker stays tripped before the demonstration's operator re-arms it, in market time. */
const PATIENCE_US = 7 * DAY;
/** Inputs between two looks. */
const LOOK_EVERY = 256;

/**
 * Stands in for the person who re-arms a breaker. Recordings of years play in seconds, and re-arming is never
 * automatic in the engine: each is a command in the journal, with who gave it and why.
 */
export class DemonstrationOperator {
  readonly #commands: Commands;
  #inputs = 0;
  #askedUs: TimeUs = 0;

  constructor(commands: Commands) {
    this.#commands = commands;
  }

  observe(state: KernelState): void {
    this.#inputs += 1;
    const isBusy = state.stopping || state.kill !== undefined;
    if (this.#inputs % LOOK_EVERY !== 0 || isBusy || state.timeUs < this.#askedUs + PATIENCE_US) return;
    const tripped = new Set<number>();
    for (const { index } of state.strategies) {
      const reason = riskReason(state.risk, index);
      if (reason !== undefined && state.timeUs >= reason.timeUs + PATIENCE_US) tripped.add(reason.strategy);
    }
    if (tripped.size === 0) return;
    this.#askedUs = state.timeUs;
    // The platform first: while it is tripped, its strategies stay so too.
    for (const strategy of [...tripped].sort((a, b) => a - b)) {
      const why =
        strategy === PLATFORM
          ? 'a week has passed; the platform goes on'
          : 'a week has passed; the strategy goes on';
      const commandId = `demonstration-rearm-${strategy}-${state.timeUs}`;
      this.#commands.give({ kind: 'rearm', commandId, strategy, who: 'demonstration operator', why });
    }
  }
}
