import type { Command } from './Command.ts';
import { testOn } from './test.ts';

/** Property tests by name, on whichever engine: `testFuzz_…` and `invariant_…`. */
const PROPERTIES = 'testFuzz_|invariant_';

/** Runs the properties alone: 256 runs of 500 calls, or with `--deep` about a million calls each. */
export const fuzz: Command = ({ deep, quick, room, match, engine }) =>
  testOn(engine, { effort: deep ? 'deep' : quick ? 'quick' : 'default', room, match: match ?? PROPERTIES });
