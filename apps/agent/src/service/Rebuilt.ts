import type { Beginning, KernelState } from '@qca/engine';
import type { KillGate } from '../guard/KillGate.ts';
import type { JournalMemory } from './scanJournal.ts';

/** A run as its journal left it, with the venues behind the kill gate: ready to go on, or to begin. */
export interface Rebuilt {
  readonly state: KernelState;
  readonly gate: KillGate;
  readonly memory: JournalMemory;
  readonly beginning: Beginning;
  /** Real venues: takes this run's resting orders back. Nobody watches over them when the process is gone. */
  readonly withdraw?: () => Promise<number>;
}
