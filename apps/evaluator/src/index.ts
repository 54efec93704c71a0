export { openTrials, type Trials, type TrialSet } from './trials/openTrials.ts';
export { BLOCKS_MAX, checkTrial, compactReturns, type Trial } from './trials/Trial.ts';
export { withTrials } from './trials/withTrials.ts';
