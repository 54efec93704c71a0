import { finder } from '@qca/agent';
import { createKernelState, describeState, type Input, isInput, type KernelState, step } from '@qca/engine';
import type { NaiveRun } from './NaiveRun.ts';
import { plainJson } from './plain.ts';

/** Steps a journal's inputs through a fresh kernel and describes the state behind each of the inputs asked for. */
export function replayStates(
  run: NaiveRun,
  inputs: ReadonlySet<number>,
): { readonly state: KernelState; readonly documents: ReadonlyMap<number, unknown> } {
  const state = createKernelState(run.configuration, finder(undefined));
  const documents = new Map<number, unknown>();
  for (const [sequence, entry] of run.entries.entries()) {
    if (!isInput(entry)) continue;
    step(state, entry as Input, sequence);
    if (inputs.has(sequence)) documents.set(sequence, plainJson(describeState(state)));
  }
  return { state, documents };
}
