export { type BoxMap, boxMap } from './boxMap.ts';
export { type CmaEnd, CmaEs, type CmaEsOptions } from './CmaEs.ts';
export { cmaEsSearch } from './cmaEsSearch.ts';
export { GRID_POINTS_MAX, gridSearch } from './gridSearch.ts';
export { HALTON_PRIMES, haltonSearch, radicalInverse } from './haltonSearch.ts';
export { randomSearch } from './randomSearch.ts';
export type { Answer, Question, Search } from './Search.ts';
export { checkSpace, type Dimension, type Point, type Space, type Value } from './Space.ts';
export { type TpeOptions, tpeSearch } from './tpeSearch.ts';
