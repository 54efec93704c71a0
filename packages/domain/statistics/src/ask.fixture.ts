import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inputs } from '@qca/numerics';
import { STATISTICS_ESTIMATORS } from './estimators/estimators.ts';

type Values = Record<string, unknown>;

/** Runs an estimator as the command line does: named inputs in, named outputs out. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back has the shape of the estimator that was asked
export function ask(name: string, given: Values): any {
  const estimator = STATISTICS_ESTIMATORS.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`there is no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, given));
}

/** One of the files of expected numbers. */
// biome-ignore lint/suspicious/noExplicitAny: files have different shapes
export function oracle(file: string): any {
  return JSON.parse(read(file));
}

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, 'oracle', file), 'utf8');
}

/** Rows of numbers of a CSV file. */
export function oracleRows(file: string, { header }: { header: boolean }): number[][] {
  const lines = read(file).trim().split('\n');
  return lines.slice(header ? 1 : 0).map((line) => line.split(',').map(Number));
}

/** Lines of a CSV file as texts, without its header. */
export function oracleTexts(file: string): string[][] {
  return read(file)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}
