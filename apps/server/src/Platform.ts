import type { TimeUs } from '@qca/base';
import type { MeetingPlace, Store } from '@qca/ports';
import type { Door } from './auth/authorise.ts';
import type { SignInLimit } from './auth/SignInLimit.ts';
import type { RunBars } from './journal/RunBars.ts';
import type { KeptAnswers } from './operations/KeptAnswers.ts';
import type { Guard } from './status/Guard.ts';
import type { LatestStatus } from './status/LatestStatus.ts';

/** Everything that handlers answer from. */
export interface Platform {
  readonly store: Store;
  readonly meeting: MeetingPlace;
  readonly status: LatestStatus;
  readonly bars: RunBars;
  readonly answers: KeptAnswers;
  readonly door: Door;
  readonly signInLimit: SignInLimit;
  readonly guard: Guard | undefined;
  /** Hash of no password: what names that do not exist are checked against, in the same time. */
  readonly nobodysHash: string;
  /** Whether browsers reach the site over TLS. */
  readonly isSecure: boolean;
  nowUs(): TimeUs;
}
