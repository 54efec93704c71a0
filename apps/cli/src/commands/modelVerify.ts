import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readListed, readSealed, verifyReport } from '@qca/evaluator';
import { SandboxedModelRunner } from '@qca/models-sandbox';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import { progressBar } from './progressBar.ts';
import { wrongUse } from './wrongUse.ts';

interface Flags {
  readonly json?: true;
  readonly model?: string;
  readonly data?: string;
  readonly listed?: string;
}

/** `qca model verify`: makes a report again and names the first difference. */
export function addModelVerify(noun: Command): void {
  noun
    .command('verify <report>')
    .description('make a report again from its model and data, and name the first difference')
    .option('--model <file>', 'where the model lies now; where it lay when absent')
    .option('--data <folder>', 'where the data lies now; where it lay when absent')
    .option('--listed <folder>', 'books of the models that were listed then')
    .action(async (file: string, flags: Flags) => {
      if (!existsSync(file))
        throw wrongUse('command line', `${file} is no file`, 'Give the JSON of an evaluation.');
      const sealed = readSealed(readFileSync(file, 'utf8'), file);
      const bar = progressBar(flags.json !== true, 'evaluating again');
      const { same, firstDifference, hash } = await verifyReport(sealed, {
        runner: new SandboxedModelRunner(),
        listed: flags.listed === undefined ? [] : readListed(flags.listed),
        width: 2,
        modelPath: flags.model === undefined ? undefined : resolve(flags.model),
        dataPath: flags.data === undefined ? undefined : resolve(flags.data),
        onProgress: bar.update,
      }).finally(bar.stop);
      if (!same) process.exitCode = 1;
      if (flags.json === true) return printJson({ same, firstDifference, hash });
      printLines(
        firstDifference === null
          ? [`The same, to the bit: ${hash}`]
          : [
              `Not the same. First difference: ${firstDifference.path}`,
              `  stated ${JSON.stringify(firstDifference.stated)}`,
              `  found  ${JSON.stringify(firstDifference.found)}`,
            ],
      );
    });
}
