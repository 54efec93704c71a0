import { accept, type Result, reject } from '@qca/base';
import type { Model } from './Game.ts';

export interface UnreadableFormula {
  readonly kind: 'unreadable-formula';
  /** Counts from 1. */
  readonly position: number;
  readonly expected: string;
}

/** A column that a formula may name: more is a slip of the key. */
const COLUMNS_MAX = 1_000;
/** Brackets within brackets; keeps the reader's own recursion bounded. */
const DEPTH_MAX = 100;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  max: Math.max,
  min: Math.min,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sin: Math.sin,
  cos: Math.cos,
};

/**
 * Reads a formula of columns as a model: `2*x0 - x1*x2 + max(x3,0)`.
 *
 * Numbers, `x0` upward, `+ - * / ^`, brackets, and max, min, abs, exp, log, sqrt, tanh, sin, cos. A remark in
 * brackets may follow. Rejects: `unreadable-formula`.
 */
export function readFormula(text: string, columns: number): Result<Model, UnreadableFormula> {
  const reader = new Reader(text, columns);
  try {
    return accept(reader.whole());
  } catch (error) {
    if (error instanceof Unreadable) return reject({ kind: 'unreadable-formula', ...error.at });
    throw error;
  }
}

class Unreadable extends Error {
  readonly at: { readonly position: number; readonly expected: string };

  constructor(at: Unreadable['at']) {
    super(at.expected);
    this.at = at;
  }
}

/** Recursive descent over the text; each method reads one level of precedence. */
class Reader {
  readonly #text: string;
  readonly #columns: number;
  #at = 0;
  #depth = 0;

  constructor(text: string, columns: number) {
    this.#text = text;
    this.#columns = Math.min(columns, COLUMNS_MAX);
  }

  whole(): Model {
    const model = this.#sum();
    if (!/^\s*(?:\([^()]*\))?\s*$/.test(this.#text.slice(this.#at)))
      throw this.#expected('an operator or the end');
    return model;
  }

  #sum(): Model {
    let left = this.#product();
    for (;;) {
      const sign = this.#take(/[+-]/y);
      if (sign === undefined) return left;
      const one = left;
      const other = this.#product();
      left = sign === '+' ? (row) => one(row) + other(row) : (row) => one(row) - other(row);
    }
  }

  #product(): Model {
    let left = this.#signed();
    for (;;) {
      const sign = this.#take(/\*(?!\*)|\//y);
      if (sign === undefined) return left;
      const one = left;
      const other = this.#signed();
      left = sign === '*' ? (row) => one(row) * other(row) : (row) => one(row) / other(row);
    }
  }

  #signed(): Model {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw this.#expected(`at most ${DEPTH_MAX} levels`);
    const sign = this.#take(/[+-]/y);
    const model = sign === undefined ? this.#power() : this.#signed();
    this.#depth -= 1;
    return sign === '-' ? (row) => -model(row) : model;
  }

  #power(): Model {
    const base = this.#atom();
    if (this.#take(/\*\*|\^/y) === undefined) return base;
    const exponent = this.#signed();
    return (row) => base(row) ** exponent(row);
  }

  #atom(): Model {
    const number = this.#take(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) {
      const value = Number(number);
      return () => value;
    }
    const column = this.#take(/x\d+/y);
    if (column !== undefined) return this.#column(Number(column.slice(1)));
    if (this.#take(/\(/y) !== undefined) {
      const inner = this.#sum();
      this.#need(/\)/y, "')'");
      return inner;
    }
    return this.#call();
  }

  #column(index: number): Model {
    if (index >= this.#columns) throw this.#expected(`columns up to x${this.#columns - 1} before here`);
    return (row) => row[index] as number;
  }

  #call(): Model {
    const name = this.#take(/[a-z]+/y) ?? '';
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (apply === undefined) throw this.#expected('a number, a column such as x0, or a function');
    this.#need(/\(/y, "'('");
    const values = [this.#sum()];
    while (this.#take(/,/y) !== undefined) values.push(this.#sum());
    this.#need(/\)/y, "',' or ')'");
    return (row) => apply(...values.map((value) => value(row)));
  }

  #take(pattern: RegExp): string | undefined {
    while (this.#text[this.#at] === ' ') this.#at += 1;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #need(pattern: RegExp, expected: string): void {
    if (this.#take(pattern) === undefined) throw this.#expected(expected);
  }

  #expected(expected: string): Unreadable {
    return new Unreadable({ position: this.#at + 1, expected });
  }
}
