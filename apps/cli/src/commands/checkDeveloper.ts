import { wrongUse } from './wrongUse.ts';

/** Refuses a name that trials cannot be counted for. */
export function checkDeveloper(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(name))
    throw wrongUse('--developer', `"${name}" is no name`, 'Give letters, digits, ".", "_", ":" or "-".');
}
