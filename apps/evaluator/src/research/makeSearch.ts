import {
  cmaEsSearch,
  gridSearch,
  haltonSearch,
  randomSearch,
  type Search,
  type Space,
  tpeSearch,
} from '@qca/search';
import type { Method } from './Study.ts';

/** Whether the points hang on what came of those before: then every step of a walk needs a search of its own. */
export function isGuided(method: Method): boolean {
  return method === 'tpe' || method === 'cma-es';
}

/** Rejects, as `Refusal`: `bad-space`. */
export function makeSearch(method: Method, space: Space, seed: number): Search {
  switch (method) {
    case 'grid':
      return gridSearch(space);
    case 'random':
      return randomSearch(space, seed);
    case 'halton':
      return haltonSearch(space, seed);
    case 'tpe':
      return tpeSearch(space, seed);
    case 'cma-es':
      return cmaEsSearch(space, seed);
  }
}
