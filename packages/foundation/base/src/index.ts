export { assert, Bug, present, unreachable } from './assert.ts';
export type { Brand } from './brand.ts';
export { canonicalJson } from './canonicalJson.ts';
export { Fault } from './Fault.ts';
export { GENESIS, RunningHash, type Sha256, sha256 } from './hash.ts';
export { Random } from './Random.ts';
export { Refusal } from './Refusal.ts';
export { type Accepted, accept, type Rejected, type Result, reject } from './Result.ts';
export {
  DAY,
  dayNumber,
  formatDay,
  formatTime,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NEVER,
  SECOND,
  type TimeUs,
} from './time.ts';
