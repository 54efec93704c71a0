import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal } from '@qca/base';
import type { Strategy } from '@qca/strategies';

const FUNCTIONS = ['fit', 'start', 'react'] as const;

/** Loads a person's own strategy: the default export of a TypeScript or JavaScript file, made with `defineStrategy`. */
export async function loadStrategyFile(path: string): Promise<Strategy> {
  const file = resolve(path);
  if (!existsSync(file))
    throw refusal(path, 'does not exist', 'Check the path; examples/ has one to start from.');
  let loaded: { default?: unknown };
  try {
    loaded = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (cause) {
    throw refusal(
      path,
      `could not be loaded: ${(cause as Error).message}`,
      'Mend the error it names; `npm run check` shows types.',
    );
  }
  const strategy = loaded.default;
  if (typeof strategy !== 'object' || strategy === null) {
    throw refusal(path, 'has no default export', 'End it with `export default defineStrategy({ … })`.');
  }
  for (const name of FUNCTIONS) {
    if (typeof (strategy as Record<string, unknown>)[name] !== 'function') {
      throw refusal(
        path,
        `has no function \`${name}\``,
        'A strategy has name, summary, source, defaults, fit, start and react.',
      );
    }
  }
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(String((strategy as Strategy).name))) {
    throw refusal(path, 'has no proper name', 'Give it a kebab-case `name`, such as `my-breakout`.');
  }
  return strategy as Strategy;
}

function refusal(path: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-strategy-file', what: `${path} ${what}`, where: '--file', remedy });
}
