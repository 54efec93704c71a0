import { formatDay, MILLISECOND, MINUTE } from '@qca/base';
import type { StatusBoard } from '@qca/ports';
import { wallClockUs } from '../wallClock.ts';

/** What a replay of a run's journal came to. */
export interface ParityResult {
  readonly entries: number;
  readonly hash: string;
  readonly same: boolean;
  readonly firstDifference: {
    readonly sequence: number;
    readonly journaled: string;
    readonly replayed: string;
  } | null;
}

export interface ParityReport extends ParityResult {
  readonly run: string;
  readonly day: string;
  readonly checkedUs: number;
}

/** Replaying from the beginning gets longer while a run goes on: once a minute leaves the machine to who trades. */
const REST_MS = MINUTE / MILLISECOND;
const REPORTS_MAX = 50;

/** Proves again and again that the journal replays to what it says, beside the run and never in its way. */
export class ParityDesk {
  readonly #board: StatusBoard;
  readonly #check: (runId: string) => Promise<ParityResult>;
  readonly #onTrouble: (what: string) => void;
  readonly #onDifference: (report: ParityReport) => void;
  #reports: ParityReport[] | undefined;
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #checkedMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly board: StatusBoard;
    readonly check: (runId: string) => Promise<ParityResult>;
    readonly onTrouble: (what: string) => void;
    readonly onDifference: (report: ParityReport) => void;
  }) {
    this.#board = options.board;
    this.#check = options.check;
    this.#onTrouble = options.onTrouble;
    this.#onDifference = options.onDifference;
  }

  /** A market day of a run is over: its journal so far is replayed, unless that was done a moment ago. */
  dayOver(runId: string, timeUs: number): void {
    if (this.#isWorking || performance.now() - this.#checkedMs < REST_MS) return;
    this.#start(runId, timeUs);
  }

  /** A run is over: its whole journal is replayed. */
  runOver(runId: string, timeUs: number): void {
    this.#start(runId, timeUs);
  }

  async close(): Promise<void> {
    await this.#working;
  }

  #start(runId: string, timeUs: number): void {
    this.#isWorking = true;
    this.#working = this.#working
      .then(() => this.#work(runId, timeUs))
      .catch((error: Error) => this.#onTrouble(error.message))
      .finally(() => {
        this.#isWorking = false;
        this.#checkedMs = performance.now();
      });
  }

  async #work(run: string, timeUs: number): Promise<void> {
    const { entries, hash, same, firstDifference } = await this.#check(run);
    const checkedUs = wallClockUs();
    const report: ParityReport = {
      run,
      day: formatDay(timeUs),
      checkedUs,
      entries,
      hash,
      same,
      firstDifference,
    };
    if (!same) this.#onDifference(report);
    this.#reports ??= await this.#earlier();
    this.#reports = [report, ...this.#reports].slice(0, REPORTS_MAX);
    await this.#board.publish('parity', {
      sequence: entries - 1,
      timeUs: checkedUs,
      document: { reports: this.#reports },
    });
  }

  async #earlier(): Promise<ParityReport[]> {
    const document = (await this.#board.read('parity'))?.document as { reports?: ParityReport[] } | undefined;
    return document?.reports ?? [];
  }
}
