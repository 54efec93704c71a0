import { badInput, type Field, type Inputs } from '@qca/numerics';
import type { VanillaOption } from '../pricing/VanillaOption.ts';

/** One number of an option, and the names it goes by: the first is the one documented. */
export interface Term {
  readonly names: readonly string[];
  readonly unit: string;
  readonly meaning: string;
  readonly default?: number;
  /** Least it may be; above it where `above` is set. */
  readonly min?: number;
  readonly above?: true;
  readonly max?: number;
}

const SPOT: Term = {
  names: ['S', 'spot'],
  unit: 'price',
  meaning: 'price of the underlying',
  min: 0,
  above: true,
};
const STRIKE: Term = {
  names: ['K', 'strike'],
  unit: 'price',
  meaning: 'price of exercise',
  min: 0,
  above: true,
};
const RATE: Term = {
  names: ['r'],
  unit: 'per year, continuous',
  meaning: 'interest rate',
  default: 0,
  min: -10,
  max: 10,
};
const HOLDING: Term = {
  names: ['q'],
  unit: 'per year, continuous',
  meaning: 'yield of the underlying',
  default: 0,
  min: -10,
  max: 10,
};
const YEARS: Term = { names: ['T', 't'], unit: 'years', meaning: 'time to expiry', min: 0, max: 1000 };
const VOLATILITY: Term = {
  names: ['vol'],
  unit: 'per year',
  meaning: 'volatility of the logarithm of the price',
  min: 0,
  max: 100,
};

/** What every pricer of this room needs. Which name comes first is how the oracle of the estimator spells it. */
export const TERMS = { SPOT, STRIKE, RATE, HOLDING, YEARS, VOLATILITY };

/** Returns the term with the long name first: `spot`. */
export function long(term: Term): Term {
  return { ...term, names: [...term.names].reverse() };
}

const KIND_FIELD: Field = {
  name: 'type',
  shape: 'texts',
  unit: 'none',
  meaning: 'call or put',
  choices: ['call', 'put'],
};
/** As many as a file of a few megabytes holds. */
const ROWS_MAX = 100_000;

/** Returns the fields of terms: each one number, or a list of numbers; or all of them as the columns of a table. */
export function fieldsOf(terms: readonly Term[]): Field[] {
  return [
    { ...KIND_FIELD, optional: true },
    ...terms.flatMap((term) => term.names.map((name, i) => fieldOf(term, name, i > 0))),
    {
      name: 'columns',
      shape: 'texts',
      unit: 'none',
      meaning: 'names of the columns of rows, of those above; others are passed over',
      optional: true,
    },
    {
      name: 'rows',
      shape: 'table',
      unit: 'none',
      meaning: 'one option a row, in place of the inputs above',
      optional: true,
    },
  ];
}

function fieldOf(term: Term, name: string, isOther: boolean): Field {
  const byDefault = term.default === undefined ? '' : `, ${term.default} if it is left out`;
  return {
    name,
    shape: 'vector',
    single: true,
    unit: term.unit,
    meaning: isOther ? `the same as ${term.names[0]}` : `${term.meaning}; a number or a list${byDefault}`,
    optional: true,
  };
}

/** What was asked about one option: numbers by the first name of their term. */
export interface Row {
  readonly kind: 'call' | 'put';
  readonly numbers: Readonly<Record<string, number>>;
  /** Whatever stands in a column of that name, if there is one. */
  readonly given: (name: string) => unknown;
}

/** Returns one row for each option asked about. Rejects, as `Refusal`: `bad-input`. */
export function rowsOf(
  estimator: string,
  inputs: Inputs,
  terms: readonly Term[],
  kindByDefault?: 'call',
): Row[] {
  const columns = inputs.has('rows') ? columnsOfTable(estimator, inputs) : columnsOfFields(inputs, terms);
  const lengths = [...columns.values()].map((column) => column.length);
  const count = inputs.has('rows') ? inputs.table('rows').length : Math.max(1, ...lengths);
  if (count === 0 || count > ROWS_MAX || lengths.some((length) => length !== 1 && length !== count)) {
    const lengthText = [...columns].map(([name, column]) => `${name} ${column.length}`).join(', ');
    throw badInput(
      estimator,
      terms[0]!.names[0]!,
      `and the others have different lengths: ${lengthText}`,
      `Give one of each, or lists of one length, from 1 to ${ROWS_MAX}.`,
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const at = (name: string): unknown => {
      const column = columns.get(name);
      return column === undefined ? undefined : column[column.length === 1 ? 0 : i];
    };
    return {
      kind: readKind(estimator, at('type') ?? kindByDefault),
      numbers: Object.fromEntries(terms.map((term) => [term.names[0]!, readTerm(estimator, term, at)])),
      given: at,
    };
  });
}

type Columns = Map<string, ArrayLike<unknown>>;

function columnsOfTable(estimator: string, inputs: Inputs): Columns {
  const rows = inputs.table('rows');
  const names = inputs.has('columns') ? inputs.texts('columns') : [];
  if (names.length === 0) throw badInput(estimator, 'columns', 'is missing', 'Name the columns of rows.');
  if (rows.some((row) => row.length !== names.length)) {
    throw badInput(
      estimator,
      'rows',
      'has a row that is not as long as columns',
      'Give each row one value a column.',
    );
  }
  return new Map(names.map((name, column) => [name, rows.map((row) => row[column])]));
}

function columnsOfFields(inputs: Inputs, terms: readonly Term[]): Columns {
  const names = terms.flatMap((term) => term.names).filter((name) => inputs.has(name));
  const columns: Columns = new Map(names.map((name) => [name, inputs.vector(name)]));
  if (inputs.has('type')) columns.set('type', inputs.texts('type'));
  return columns;
}

function readKind(estimator: string, given: unknown): 'call' | 'put' {
  const kind = typeof given === 'string' ? given.toLowerCase() : given;
  if (kind === 'call' || kind === 'put') return kind;
  const what = given === undefined ? 'is missing' : `is ${JSON.stringify(given)}`;
  throw badInput(estimator, 'type', what, 'Give call or put.');
}

function readTerm(estimator: string, term: Term, at: (name: string) => unknown): number {
  const name = term.names[0]!;
  const given = term.names.filter((other) => at(other) !== undefined);
  if (given.length > 1)
    throw badInput(estimator, name, `is given twice, as ${given.join(' and ')}`, 'Give it once.');
  const value = given.length === 0 ? term.default : at(given[0]!);
  if (value === undefined)
    throw badInput(estimator, name, 'is missing', `Give it: ${term.meaning} (${term.unit}).`);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, above } = term;
  const isWithin =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    !(above && value === min);
  if (!isWithin) {
    const bounds = `${above ? 'above' : 'from'} ${min}${max === Number.POSITIVE_INFINITY ? '' : ` to ${max}`}`;
    throw badInput(estimator, name, `is ${JSON.stringify(value)}`, `Give a number ${bounds} (${term.unit}).`);
  }
  return value;
}

/** Returns the option of a row, whichever name of a term comes first. */
export function optionOf({ kind, numbers }: Row): VanillaOption {
  const pick = ({ names }: Term): number => numbers[names.find((name) => name in numbers) ?? ''] ?? 0;
  return {
    kind,
    spot: pick(SPOT),
    strike: pick(STRIKE),
    rate: pick(RATE),
    yield: pick(HOLDING),
    years: pick(YEARS),
    volatility: pick(VOLATILITY),
  };
}

/** Returns the answers name by name: one number where one option was asked about, else a list in the order of the options. */
export function answers(
  rows: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, unknown>> {
  if (rows.length === 1) return rows[0]!;
  return Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name]!)]));
}

/** Returns an output that is a number for one option and a list for several. */
export function output(name: string, unit: string, meaning: string): Field {
  return { name, shape: 'vector', single: true, unit, meaning };
}
