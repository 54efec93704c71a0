export { type CopyFinding, copies, type ListedBook } from './leaks/copies.ts';
export { futureNoise } from './leaks/futureNoise.ts';
export { memory } from './leaks/memory.ts';
export { readListed } from './leaks/readListed.ts';
export type { LeakFinding, Subject } from './leaks/Subject.ts';
export { shuffledTime } from './leaks/shuffledTime.ts';
export { warmUp } from './leaks/warmUp.ts';
export type { AlignedBars } from './model/alignBars.ts';
export {
  EVALUATION_KIND,
  EVALUATION_MODULE,
  type EvaluationDone,
  type EvaluationJob,
  evaluateMany,
} from './model/evaluateJob.ts';
export { evaluateManyHere } from './model/evaluateManyHere.ts';
export {
  ADVERSARY_PATHS,
  type Evaluated,
  type EvaluateOptions,
  evaluateModel,
} from './model/evaluateModel.ts';
export { GATES } from './model/gates.ts';
export { type Verified, type VerifyOptions, verifyReport } from './model/verifyReport.ts';
export type { EvaluationReport, Figure, Gate, SealedReport } from './report/EvaluationReport.ts';
export { renderReport } from './report/renderReport.ts';
export { readSealed } from './report/sealReport.ts';
export { comparisonPage } from './research/comparisonPage.ts';
export { gridTrials } from './research/gridTrials.ts';
export { METRICS, type Metric } from './research/measures.ts';
export { parseSpace } from './research/parseSpace.ts';
export { runStudy, type StudyOptions, TRIAL_MODULE, TRIALS_MAX } from './research/runStudy.ts';
export { runStudyHere, type StudyHereOptions } from './research/runStudyHere.ts';
export { runTrials, TRIAL_KIND, type TrialQueue } from './research/runTrials.ts';
export { METHODS, type Method, type Study, type StudyChoice } from './research/Study.ts';
export { studyJson } from './research/studyJson.ts';
export type { PlayedTrial, TrialRun } from './research/TrialRun.ts';
export {
  describeEstimator,
  type EstimatorEntry,
  openEstimators,
  pickInputs,
  runEstimator,
} from './stats/catalogue.ts';
export { findEstimator } from './stats/otherNames.ts';
export { readInput, readJson } from './stats/readInput.ts';
export { developerName } from './trials/developerName.ts';
export { openTrials, type TrialSet, type Trials } from './trials/openTrials.ts';
export { BLOCKS_MAX, checkTrial, compactReturns, type Trial } from './trials/Trial.ts';
export { withTrials } from './trials/withTrials.ts';
