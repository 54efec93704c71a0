import { readFileSync } from 'node:fs';
import {
  describeEstimator,
  findEstimator,
  openEstimators,
  pickInputs,
  readInput,
  readJson,
  runEstimator,
} from '@qca/evaluator';
import type { Command } from 'commander';
import { note, printJson, printLines, table } from '../output.ts';
import { wrongUse } from './wrongUse.ts';

/** `qca stats`: any number of the platform, by anybody, without writing code. */
export function addStats(noun: Command): void {
  noun
    .command('list')
    .description('names, inputs and outputs of all estimators')
    .option('--name <estimator>', 'only this one, with its inputs and outputs')
    .action(async ({ json, name }: { json?: true; name?: string }) => {
      const estimators = await openEstimators();
      const all = [...estimators.values()].map(describeEstimator);
      const wanted = name === undefined ? undefined : findEstimator(estimators, name)?.name;
      const entries = name === undefined ? all : all.filter((entry) => entry.name === wanted);
      if (entries.length === 0)
        throw wrongUse('--name', `there is no estimator ${name}`, 'Leave --name out to see all.');
      if (json === true) return printJson({ estimators: entries });
      if (name === undefined)
        return printLines(table(entries.map((entry) => [entry.name, entry.summary])).map(leftAligned));
      const [entry] = entries;
      if (entry === undefined) return;
      printLines([
        `${entry.name}: ${entry.summary}`,
        `source: ${entry.source}`,
        ...(entry.other_names.length === 0 ? [] : [`other names: ${entry.other_names.join(', ')}`]),
        ...entry.inputs.map(
          (field) =>
            `  in   ${field.name} (${field.shape}, ${field.unit}): ${field.meaning}${'default' in field ? `; ${JSON.stringify(field.default)} when absent` : ''}`,
        ),
        ...entry.outputs.map(
          (field) => `  out  ${field.name} (${field.shape}, ${field.unit}): ${field.meaning}`,
        ),
      ]);
    });
  noun
    .command('run <name>', { isDefault: true })
    .description('run one estimator: qca stats psr --input numbers.json')
    .option('--input <file>', 'JSON object by input name, or CSV; - for JSON on standard input')
    .action(async (asked: string, { json, input }: { json?: true; input?: string }) => {
      const estimators = await openEstimators();
      const { name, preset } = findEstimator(estimators, asked) ?? { name: asked, preset: {} };
      const fields = estimators.get(name)?.inputs ?? [];
      const given =
        input === undefined
          ? {}
          : input === '-'
            ? readJson(readFileSync(0, 'utf8'), 'standard input', fields)
            : readInput(input, fields);
      const { inputs, aside } = pickInputs(estimators, name, given);
      if (aside.length > 0) note(`Left aside, for ${name} does not take it: ${aside.join(', ')}.`);
      const answer = runEstimator(estimators, name, { ...preset, ...inputs });
      if (json === true) return printJson(answer);
      printLines(
        Object.entries(answer).map(
          ([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
        ),
      );
    });
}

/** `table` sets numbers right; these are words. */
function leftAligned(line: string): string {
  return line.replace(/^(\S+)\s+/, (_, name: string) => `${name.padEnd(34)} `);
}
