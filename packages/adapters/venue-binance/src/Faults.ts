import { Random } from '@qca/base';

/** What can be made to go wrong. Each is one of the ways in which real venues fail their clients. */
export type FaultKind =
  /** Every socket is cut. */
  | 'disconnect'
  /** The next book update of a symbol is never sent. */
  | 'depth-gap'
  /** The next book update carries a crossed level. */
  | 'depth-corrupt'
  /** The next execution report is sent twice. */
  | 'report-duplicate'
  /** The next execution report comes late, behind those after it. */
  | 'report-late'
  /** The next execution report is not sent at all. */
  | 'report-lost'
  /** The next answer waits. */
  | 'answer-slow'
  /** The next order is done, but its answer is lost. */
  | 'answer-lost'
  /** The next order never arrives: the connection is cut before it is read. */
  | 'request-lost'
  /** The next order is refused. */
  | 'order-rejected'
  /** Every request is refused with 429 for a second. */
  | 'rate-limited'
  /** Every request is refused with 418 for a second. */
  | 'banned'
  /** Listen keys and user subscriptions end. */
  | 'listen-key-expired';

export const FAULT_KINDS: readonly FaultKind[] = [
  'disconnect',
  'depth-gap',
  'depth-corrupt',
  'report-duplicate',
  'report-late',
  'report-lost',
  'answer-slow',
  'answer-lost',
  'request-lost',
  'order-rejected',
  'rate-limited',
  'banned',
  'listen-key-expired',
];

/** Faults drawn from a seed while the venue runs. */
export interface FaultSchedule {
  readonly seed: number;
  readonly meanBetweenMs: number;
  readonly kinds: readonly FaultKind[];
}

/** How long a slow answer and a late report take, in milliseconds of the machine. */
export const SLOW_MS = 400;
/** How long a burst of refusals lasts. */
export const BURST_MS = 1_000;

/** Which faults wait for their occasion, and how often each has struck. */
export class Faults {
  readonly struck = new Map<FaultKind, number>();
  /** Milliseconds by which the venue's clock is ahead of the machine's. */
  skewMs = 0;
  readonly #waiting = new Map<FaultKind, number>();
  #onNow: (kind: 'disconnect' | 'listen-key-expired' | 'rate-limited' | 'banned') => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** Arms a fault for its next `times` occasions; those without an occasion strike at once. */
  arm(kind: FaultKind, times = 1): void {
    if (
      kind === 'disconnect' ||
      kind === 'listen-key-expired' ||
      kind === 'rate-limited' ||
      kind === 'banned'
    ) {
      this.#count(kind);
      this.#onNow(kind);
      return;
    }
    this.#waiting.set(kind, (this.#waiting.get(kind) ?? 0) + times);
  }

  /** Whether a fault strikes on this occasion; it is used up. */
  strikes(kind: FaultKind): boolean {
    const waiting = this.#waiting.get(kind) ?? 0;
    if (waiting === 0) return false;
    this.#waiting.set(kind, waiting - 1);
    this.#count(kind);
    return true;
  }

  /** Forgets what is armed and stops the schedule. */
  calm(): void {
    this.#waiting.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  follow(schedule: FaultSchedule): void {
    const random = new Random(schedule.seed);
    const next = (): void => {
      this.#timer = setTimeout(() => {
        this.arm(random.pick(schedule.kinds));
        next();
      }, random.nextExponential(schedule.meanBetweenMs));
      this.#timer.unref();
    };
    next();
  }

  onNow(handler: (kind: 'disconnect' | 'listen-key-expired' | 'rate-limited' | 'banned') => void): void {
    this.#onNow = handler;
  }

  #count(kind: FaultKind): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }
}
