import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../vectors/', import.meta.url);

/** Reads the cases of one vector file, shared with the contracts' tests and written by `scripts/vectors.ts`. */
export function vectorCases<Case>(name: string): Case[] {
  return (JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as { cases: Case[] }).cases;
}
