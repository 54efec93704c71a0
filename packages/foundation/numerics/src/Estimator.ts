import { Refusal } from '@qca/base';

/**
 * What one input or output of an estimator is.
 *
 * - `number`, `whole`, `flag`, `text`: one value. `whole` is an integer.
 * - `texts`: a list of texts; one alone is read as a list of it. Where there are choices, capitals and `_` for `-` do not matter.
 * - `vector`: numbers. `matrix`: rows of numbers, all of one length. `gaps` allows `null` in them, read as NaN: not known.
 * - `table`: rows of values of any kind. `record`: an object. Both are passed on as they are, and read by the estimator.
 */
export type FieldShape =
  | 'number'
  | 'whole'
  | 'flag'
  | 'text'
  | 'texts'
  | 'vector'
  | 'matrix'
  | 'table'
  | 'record';

export interface Field {
  /** As the paper or the oracle calls it, snake_case: `annual_sr`. */
  readonly name: string;
  readonly shape: FieldShape;
  /** `per period, not annualised`, `years`, `fraction`, `price`, `none`. */
  readonly unit: string;
  readonly meaning: string;
  /** Value where none is given. Without it the input must be given. */
  readonly default?: unknown;
  /** Text only: what it may be. */
  readonly choices?: readonly string[];
  /** Record and matrix only: texts that may stand in place of it, and are passed on. */
  readonly words?: readonly string[];
  /** Whether `null` may stand for a number that is not known. Vector and matrix only. */
  readonly gaps?: true;
  /** Whether one number may be given in place of a list, and is read as a list of it alone. Vector only. */
  readonly single?: true;
  /** May be left out, and has no default. */
  readonly optional?: true;
}

/** A quantity that anybody can ask for by its standard name, `qca stats <name>`, and recompute elsewhere. */
export interface Estimator {
  /** Kebab-case: `psr`, `min-trl`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Paper, book or standard whose definition this follows. */
  readonly source: string;
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
  /** Rejects, as `Refusal`: `bad-input`. Numbers of the answer may be NaN or infinite where the definition says so. */
  readonly run: (inputs: Inputs) => Readonly<Record<string, unknown>>;
}

/** What an estimator was given, checked against its fields. Reading by another shape than the field's is a bug. */
export class Inputs {
  readonly #values: Readonly<Record<string, unknown>>;

  private constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** Rejects, as `Refusal`: `bad-input`, for what is missing, unknown, or of another shape. */
  static check(
    estimator: Pick<Estimator, 'name' | 'inputs'>,
    given: Readonly<Record<string, unknown>>,
  ): Inputs {
    for (const name of Object.keys(given)) {
      if (!estimator.inputs.some((field) => field.name === name)) {
        const known = estimator.inputs.map((field) => field.name).join(', ');
        throw badInput(estimator.name, name, 'is no input of this estimator', `Give some of: ${known}.`);
      }
    }
    const values = Object.fromEntries(
      estimator.inputs.map((field) => [field.name, readField(estimator.name, field, given[field.name])]),
    );
    return new Inputs(values);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  number(name: string): number {
    return this.#values[name] as number;
  }

  flag(name: string): boolean {
    return this.#values[name] as boolean;
  }

  text(name: string): string {
    return this.#values[name] as string;
  }

  texts(name: string): readonly string[] {
    return this.#values[name] as readonly string[];
  }

  vector(name: string): Float64Array {
    return this.#values[name] as Float64Array;
  }

  /** The word that stands in place of a record or matrix; undefined where there is none. */
  word(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Shape: [row][column]. */
  matrix(name: string): readonly Float64Array[] {
    return this.#values[name] as readonly Float64Array[];
  }

  table(name: string): readonly (readonly unknown[])[] {
    return this.#values[name] as readonly (readonly unknown[])[];
  }

  record(name: string): Readonly<Record<string, unknown>> {
    return this.#values[name] as Readonly<Record<string, unknown>>;
  }
}

/** Says what is wrong with one input of an estimator. */
export function badInput(estimator: string, input: string, what: string, remedy: string): Refusal {
  return new Refusal({
    kind: 'bad-input',
    what: `${input} ${what}`,
    where: `${estimator}: ${input}`,
    remedy,
  });
}

function readField(estimator: string, field: Field, given: unknown): unknown {
  if (given === undefined || (given === null && field.gaps !== true)) {
    if ('default' in field)
      return field.default === undefined ? undefined : readShape(estimator, field, field.default);
    if (field.optional === true) return undefined;
    throw badInput(
      estimator,
      field.name,
      'is missing',
      `Give it: ${field.meaning} (${field.shape}, ${field.unit}).`,
    );
  }
  return readShape(estimator, field, given);
}

function readShape(estimator: string, field: Field, given: unknown): unknown {
  const wrong = (what: string): Refusal =>
    badInput(estimator, field.name, what, `Give a ${field.shape}: ${field.meaning} (${field.unit}).`);
  if (typeof given === 'string' && field.words !== undefined)
    return readChoice(given, field.words, (words) => wrong(`is '${given}', and may be ${words.join(', ')}`));
  switch (field.shape) {
    case 'number':
      return readNumber(given, false, wrong);
    case 'whole':
      if (!Number.isSafeInteger(given)) throw wrong('is no whole number');
      return given;
    case 'flag':
      if (typeof given !== 'boolean') throw wrong('is neither true nor false');
      return given;
    case 'text':
      if (typeof given !== 'string') throw wrong('is no text');
      return readChoice(given, field.choices, (choices) =>
        wrong(`is '${given}', and may be ${choices.join(', ')}`),
      );
    case 'texts':
      return readTexts(given, field.choices, wrong);
    case 'vector':
      return readVector(
        field.single === true && typeof given === 'number' ? [given] : given,
        field.gaps === true,
        wrong,
      );
    case 'matrix':
      return readMatrix(given, field.gaps === true, wrong);
    case 'table':
      if (!Array.isArray(given) || !given.every((row) => Array.isArray(row)))
        throw wrong('is no list of rows');
      return given;
    case 'record':
      if (typeof given !== 'object' || given === null) throw wrong('is no object');
      return given;
  }
}

type Wrong = (what: string) => Refusal;

function readNumber(given: unknown, gaps: boolean, wrong: Wrong): number {
  if (gaps && given === null) return Number.NaN;
  if (typeof given !== 'number' || !Number.isFinite(given))
    throw wrong(`holds ${JSON.stringify(given)}, which is no finite number`);
  return given;
}

function readTexts(given: unknown, choices: readonly string[] | undefined, wrong: Wrong): readonly string[] {
  const texts = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
    throw wrong('is no list of texts');
  }
  return texts.map((text: string) =>
    readChoice(text, choices, (known) => wrong(`holds '${text}', and may hold ${known.join(', ')}`)),
  );
}

/** The choice that was meant: `Call`, `single_factor` and `single-factor` differ in nothing that matters. */
function readChoice(
  given: string,
  choices: readonly string[] | undefined,
  strange: (choices: readonly string[]) => Refusal,
): string {
  if (choices === undefined || choices.includes(given)) return given;
  const meant = choices.find((choice) => spelled(choice) === spelled(given));
  if (meant === undefined) throw strange(choices);
  return meant;
}

function spelled(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-');
}

function readVector(given: unknown, gaps: boolean, wrong: Wrong): Float64Array {
  if (!Array.isArray(given) && !(given instanceof Float64Array)) throw wrong('is no list of numbers');
  return Float64Array.from(given as ArrayLike<unknown>, (value) => readNumber(value, gaps, wrong));
}

function readMatrix(given: unknown, gaps: boolean, wrong: Wrong): readonly Float64Array[] {
  if (!Array.isArray(given)) throw wrong('is no list of rows');
  const rows = given.map((row) => readVector(row, gaps, wrong));
  if (rows.some((row) => row.length !== rows[0]?.length)) throw wrong('has rows of different lengths');
  return rows;
}
