import { canonicalJson, present, type Sha256, sha256 } from '@qca/base';
import type { Point } from '@qca/search';
import { sharpeSample } from '@qca/statistics';
import type { Strategy } from '@qca/strategies';
import { compactReturns, type Trial } from '../trials/Trial.ts';
import { withTrials } from '../trials/withTrials.ts';
import { isGuided, makeSearch } from './makeSearch.ts';
import { measure, metricOf } from './measures.ts';
import type { Periods } from './periods.ts';
import { runTrials, type TrialQueue } from './runTrials.ts';
import type { StudyChoice, StudyRun } from './Study.ts';
import { decodeReturns, type PlayedTrial, type TrialRun } from './TrialRun.ts';

/** Points asked for together. Fixed, so that the points do not hang on the number of threads. */
const BATCH_GUIDED = 8;
const BATCH_FREE = 64;

export interface ExplorerOptions {
  readonly choice: StudyChoice;
  readonly strategy: Strategy;
  readonly periods: Periods;
  /** What the trials count on, see `marketKeys`. */
  readonly trialKeys: readonly Sha256[];
  readonly queue: TrialQueue;
  /** Folder of the trials. */
  readonly trials: string;
  /** Told of every run that has ended. */
  readonly onRun: () => void;
}

/** Runs searches for a study: asks, plays the points as jobs, counts them as trials, and tells the search. */
export class Explorer {
  readonly #options: ExplorerOptions;
  /** By span and point: the run, or why the strategy does not take the point. */
  readonly #known = new Map<string, StudyRun | string>();
  #played = 0;

  constructor(options: ExplorerOptions) {
    this.#options = options;
  }

  get played(): number {
    return this.#played;
  }

  get refused(): readonly string[] {
    return [...this.#known.values()].filter((known) => typeof known === 'string');
  }

  /** Searches with what the first `count` periods say, and nothing behind them. Points that are refused are left out. */
  async search(stage: string, count: number): Promise<readonly StudyRun[]> {
    const { choice } = this.#options;
    const { method, space, seed, trials, metric } = choice;
    const search = makeSearch(method, space, seed);
    const batch = isGuided(method) ? BATCH_GUIDED : BATCH_FREE;
    const runs: StudyRun[] = [];
    for (let asked = 0, round = 0; asked < trials; round += 1) {
      const questions = search.ask(Math.min(batch, trials - asked));
      if (questions.length === 0) break;
      asked += questions.length;
      const found = await this.play(
        `${stage}.${round}`,
        questions.map(({ point }) => point),
        count,
      );
      for (const [place, { index }] of questions.entries()) {
        const run = found[place];
        search.tell(index, run === undefined ? Number.POSITIVE_INFINITY : -metricOf(run, metric));
        if (run !== undefined) runs.push({ ...run, index });
      }
    }
    return runs;
  }

  /** Plays points over the first `count` periods; nothing stands where one is refused. Points that were played are not again. */
  async play(
    stage: string,
    points: readonly Point[],
    count: number,
  ): Promise<readonly (StudyRun | undefined)[]> {
    const keyOf = (point: Point) => canonicalJson([count, point]);
    const fresh = new Map(
      points.filter((point) => !this.#known.has(keyOf(point))).map((point) => [keyOf(point), point]),
    );
    const bodies = [...fresh.values()].map((point) => this.#body(point, count));
    const { queue, onRun, periods } = this.#options;
    const played = await runTrials(queue, stage, bodies, onRun);
    const counted: { readonly body: TrialRun; readonly run: StudyRun }[] = [];
    for (const [place, [key, parameters]] of [...fresh].entries()) {
      const run = readRun(present(played[place], 'a result'), parameters, periods.perYear);
      this.#known.set(key, run);
      if (typeof run !== 'string') counted.push({ body: present(bodies[place], 'a body'), run });
    }
    this.#played += counted.length;
    await this.#count(counted);
    return points.map((point) => {
      const known = this.#known.get(keyOf(point));
      return typeof known === 'string' ? undefined : known;
    });
  }

  #body(parameters: Point, count: number): TrialRun {
    const { choice, periods } = this.#options;
    const { market, strategy, file, seed, budget } = choice;
    const { firstUs, periodUs } = periods;
    // What a search may not know of is not even read: the market ends where its knowledge does.
    const toUs = count < periods.count ? firstUs + count * periodUs : market.toUs;
    return {
      market: { ...market, toUs },
      strategy,
      file,
      parameters,
      seed,
      budget,
      firstUs,
      periodUs,
      count,
    };
  }

  async #count(played: readonly { readonly body: TrialRun; readonly run: StudyRun }[]): Promise<void> {
    const { choice, strategy, trialKeys, trials: folder } = this.#options;
    const { name: subject, defaults } = strategy;
    const counted = played.flatMap(({ body, run: { returns } }) => {
      const { parameters, seed, budget, firstUs, periodUs, count } = body;
      const identity = { parameters, defaults, seed, budget, firstUs, periodUs, count };
      return trialKeys.map((dataHash) => trialOf(choice, { dataHash, subject, identity, returns }));
    });
    await withTrials(folder, (trials) => trials.recordAll(counted));
  }
}

function readRun(played: PlayedTrial, parameters: Point, perYear: number): StudyRun | string {
  if (played.refused !== undefined) return played.refused;
  const { orders, fills, refusedOrders, costs } = played;
  const returns = decodeReturns(played.returns);
  return { index: 0, parameters, ...measure(returns, perYear), orders, fills, refusedOrders, costs, returns };
}

function trialOf(
  { developer, method }: StudyChoice,
  tried: {
    readonly dataHash: Sha256;
    readonly subject: string;
    readonly identity: unknown;
    readonly returns: Float64Array;
  },
): Trial {
  const { n, sr, skew, kurt } = sharpeSample(tried.returns);
  return {
    developer,
    dataHash: tried.dataHash,
    purpose: method,
    subject: tried.subject,
    parametersHash: sha256(canonicalJson(tried.identity)),
    n,
    sharpe: Number.isFinite(sr) ? sr : 0,
    skew,
    kurt,
    blocks: compactReturns(tried.returns),
  };
}
