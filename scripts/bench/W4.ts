import { LevelBook } from '@qca/book';
import { startPeers } from './peers/startPeers.ts';
import { QuotingReplay, type ReplayOutcome } from './quotingReplay.ts';
import { type Level2, type QuoteRow, readLevel2 } from './readLevel2.ts';
import { type Check, check, type Runner, type Workload } from './Workload.ts';

/** W4: a recorded level-2 book replayed twice, at the venue and as heard, with a quoting strategy between. */
export const W4: Workload = {
  name: 'W4',
  title:
    'level-2 replay, USD-M BTC, two books, quotes on both sides every 10 ms, 5 ms latency, risk-averse queue',
  async prepare(settings) {
    const level2 = await readLevel2(settings.data);
    const ours = new ReplayRunner(level2);
    const { peers, missing } = await startPeers(settings, [
      { name: 'hftbacktest, hash-map book', file: 'peer_hftbacktest.py', task: { book: 'hash-map' } },
      { name: 'hftbacktest, dense book', file: 'peer_hftbacktest.py', task: { book: 'dense' } },
    ]);
    const sample = (checks: readonly Check[]) =>
      check('of every fifth message, as documented', 128, checks.at(-1)!.actual);
    const all = (): Check[] => {
      const checks = checkBook(level2);
      return [...checks, sample(checks), ...ours.checks()];
    };
    return { unit: 'events/s', ours, peers, missing, check: all };
  },
};

class ReplayRunner implements Runner {
  readonly name = 'ours';
  readonly version = '';
  readonly #level2: Level2;
  #outcome: ReplayOutcome | undefined;
  #withoutStrategy = 0;
  #isRepeated = true;

  constructor(level2: Level2) {
    this.#level2 = level2;
  }

  run(): number {
    this.#withoutStrategy = this.#time(false);
    return this.#time(true);
  }

  details() {
    const { orders = 0, fills = 0, filledLots = 0 } = this.#outcome ?? {};
    return {
      'without strategy, events/s': this.#withoutStrategy,
      requests: orders,
      fills,
      'filled lots': filledLots,
    };
  }

  checks(): Check[] {
    const last = this.#level2.quotes.at(-1)!;
    return [
      check('every run gave the same fills', 1, this.#isRepeated ? 1 : 0),
      check('best bid at the end, ticks', last.bidTicks, this.#outcome?.bidTicks ?? 0),
      check('best ask at the end, ticks', last.askTicks, this.#outcome?.askTicks ?? 0),
    ];
  }

  #time(withStrategy: boolean): number {
    const replay = new QuotingReplay(this.#level2);
    const start = performance.now();
    const outcome = replay.run(withStrategy);
    const seconds = (performance.now() - start) / 1000;
    if (withStrategy) {
      const before = this.#outcome ?? outcome;
      this.#isRepeated &&= outcome.fills === before.fills && outcome.filledLots === before.filledLots;
      this.#outcome = outcome;
    }
    return this.#level2.events / seconds;
  }
}

/** Rebuilds the book message by message and compares it with the venue's own best quotes. */
export function checkBook({ depth, quotes }: Level2): Check[] {
  const book = new LevelBook();
  const quoteOf = new Map(quotes.map((quote) => [quote.updateId, quote]));
  let breaks = 0;
  let crossed = 0;
  let compared = 0;
  let equal = 0;
  let sampled = 0;
  let sampledEqual = 0;
  let previousId = depth[0]!.lastUpdateId;
  depth.forEach((message, i) => {
    book.apply(message);
    // The first update after a snapshot spans its id; from then on each names the one before.
    if (i > 1 && message.previousUpdateId !== previousId) breaks += 1;
    previousId = message.lastUpdateId;
    if (book.isCrossed()) crossed += 1;
    const quote = quoteOf.get(message.lastUpdateId);
    if (quote === undefined) return;
    compared += 1;
    const isEqual = equals(book, quote);
    if (isEqual) equal += 1;
    if (i % 5 !== 0) return;
    sampled += 1;
    if (isEqual) sampledEqual += 1;
  });
  return [
    check('breaks in the chain of update ids', 0, breaks),
    check('messages that leave the book crossed', 0, crossed),
    check('best price and size equal the quote with the same update id', compared, equal),
    check('of every fifth message', sampled, sampledEqual),
  ];
}

function equals(book: LevelBook, { bidTicks, bidLots, askTicks, askLots }: QuoteRow): boolean {
  return (
    book.bestTicks(0) === bidTicks &&
    book.bestLots(0) === bidLots &&
    book.bestTicks(1) === askTicks &&
    book.bestLots(1) === askLots
  );
}
