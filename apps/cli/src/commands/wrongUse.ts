import { Refusal } from '@qca/base';

/** Says that a command line cannot be followed, and which flag is to blame. */
export function wrongUse(where: string, what: string, remedy = 'Add --help for the flags.'): Refusal {
  return new Refusal({ kind: 'wrong-use', what, where, remedy });
}
