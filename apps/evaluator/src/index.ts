export { openTrials, type TrialSet, type Trials } from './trials/openTrials.ts';
export { BLOCKS_MAX, checkTrial, compactReturns, type Trial } from './trials/Trial.ts';
export { withTrials } from './trials/withTrials.ts';
