import type { Fact } from '../entries.ts';
import type { KernelState } from './KernelState.ts';

/** Adds a fact to the step's output; the journal stores it before any action leaves. */
export function record(state: KernelState, fact: Fact): void {
  state.facts.push(fact);
}

/** Names the next action of this step: stream, sequence of the input, index among the step's actions. */
export function nextActionId(state: KernelState): string {
  const id = `${state.configuration.stream}-${state.sequence}-${state.actionIndex}`;
  state.actionIndex += 1;
  return id;
}
