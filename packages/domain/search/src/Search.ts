import { assert } from '@qca/base';
import type { Point } from './Space.ts';

/** A point to be tried. */
export interface Question {
  /** From 0, in the order of asking. */
  readonly index: number;
  readonly point: Point;
}

export interface Answer extends Question {
  /** The smaller the better; Infinity for a point that could not be tried. */
  readonly loss: number;
}

/**
 * Looks for the point with the smallest loss: asks for some to be tried, and is told what came of them.
 *
 * The same seed, the same counts asked for and the same answers in the same order give the same points.
 */
export interface Search {
  /** At most `count` points; fewer, or none, when there are none left or when answers are missing to go on. */
  ask(count: number): readonly Question[];
  /** Each question once. NaN counts as Infinity. */
  tell(index: number, loss: number): void;
  /** The best told so far, the earlier one of equals. */
  readonly best: Answer | undefined;
}

/** What every search remembers: questions without answers, and answers in the order they came. */
export class Dialogue {
  readonly #waiting = new Map<number, Point>();
  readonly #answers: Answer[] = [];
  #asked = 0;
  #best: Answer | undefined;

  ask(point: Point): Question {
    const index = this.#asked;
    this.#asked += 1;
    this.#waiting.set(index, point);
    return { index, point };
  }

  tell(index: number, loss: number): Answer {
    const point = this.#waiting.get(index);
    assert(point !== undefined, `point ${index} was not asked for, or answered already`);
    this.#waiting.delete(index);
    const answer = { index, point, loss: Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss };
    this.#answers.push(answer);
    const best = this.#best;
    if (best === undefined || answer.loss < best.loss || (answer.loss === best.loss && index < best.index))
      this.#best = answer;
    return answer;
  }

  get asked(): number {
    return this.#asked;
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  get best(): Answer | undefined {
    return this.#best;
  }
}
