import { developerName } from '@qca/evaluator';
import { wrongUse } from './wrongUse.ts';

/** The name that trials count under. Refuses one without a letter or digit. */
export function readDeveloper(given: string): string {
  const name = developerName(given);
  if (name === undefined)
    throw wrongUse('--developer', `"${given}" is no name`, 'Give one of letters or digits.');
  return name;
}
