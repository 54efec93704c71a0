import type { Platform } from '../Platform.ts';
import type { SiteFolder } from '../site/SiteFolder.ts';

/** A database that does not answer a look-up by then does not work. */
const DATABASE_MS_MAX = 3_000;

/** Probes ask often; parts are asked no more often than this. */
const KEEP_MS = 500;

export type Part = 'database' | 'agent' | 'guard' | 'site';

/** What does not work, and what is known of it. */
export interface BrokenPart {
  readonly part: Part;
  readonly detail: string;
}

/** Looks whether every part works. */
export class Readiness {
  readonly #platform: Platform;
  readonly #site: SiteFolder | undefined;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<readonly BrokenPart[]> = Promise.resolve([]);

  constructor(platform: Platform, site: SiteFolder | undefined) {
    this.#platform = platform;
    this.#site = site;
  }

  /** The parts that do not work; none when everything does. */
  broken(): Promise<readonly BrokenPart[]> {
    const nowMs = performance.now();
    if (nowMs - this.#lookedMs >= KEEP_MS) {
      this.#lookedMs = nowMs;
      this.#looking = this.#look(nowMs);
    }
    return this.#looking;
  }

  async #look(nowMs: number): Promise<readonly BrokenPart[]> {
    const { status, guard, store, meeting } = this.#platform;
    const [database, guardThere, siteThere] = await Promise.all([
      inTime(Promise.all([store.listRuns(), meeting.inbox.list(1)])),
      guard?.isThere() ?? true,
      this.#site?.isThere(nowMs) ?? true,
    ]);
    const broken: BrokenPart[] = [];
    if (!database) broken.push({ part: 'database', detail: 'The database does not answer.' });
    if (!status.isFresh('agent')) {
      broken.push({ part: 'agent', detail: 'The agent has published no status for ten seconds.' });
    }
    if (!guardThere) broken.push({ part: 'guard', detail: 'The guard does not answer on its socket.' });
    if (!siteThere) broken.push({ part: 'site', detail: 'The site is not built yet.' });
    return broken;
  }
}

async function inTime(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), DATABASE_MS_MAX);
  });
  const works = work.then(
    () => true,
    () => false,
  );
  return Promise.race([works, late]).finally(() => clearTimeout(timer));
}
