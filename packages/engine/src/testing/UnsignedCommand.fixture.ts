import type { Command } from '../commands.ts';

type Unsigned<One> = One extends Command
  ? Omit<One, 'timeUs' | 'commandId' | 'who' | 'why'> & Partial<Pick<Command, 'commandId' | 'who' | 'why'>>
  : never;

/** A command without what the bench adds. */
export type UnsignedCommand = Unsigned<Command>;
