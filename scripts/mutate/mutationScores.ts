/** The parts of a mutation report that are counted (mutation testing report schema). */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

export interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

export interface MutationScore {
  readonly name: string;
  /** Changes that made a test fail or hang. */
  readonly detected: number;
  /** Changes that no test noticed, whether or not one ran them. */
  readonly undetected: number;
  /** Percent detected; 100 when there was nothing to change. */
  readonly percent: number;
}

const DETECTED = ['Killed', 'Timeout'];
const UNDETECTED = ['Survived', 'NoCoverage'];

/** Scores each file in order of name, and all together last. Changes that do not compile or were ignored do not count. */
export function mutationScores({ files }: MutationReport): MutationScore[] {
  const names = Object.keys(files).sort();
  const all = names.flatMap((name) => files[name]?.mutants ?? []);
  return [...names.map((name) => score(name, files[name]?.mutants ?? [])), score('all', all)];
}

function score(name: string, mutants: readonly Mutant[]): MutationScore {
  const detected = mutants.filter(({ status }) => DETECTED.includes(status)).length;
  const undetected = mutants.filter(({ status }) => UNDETECTED.includes(status)).length;
  const counted = detected + undetected;
  return { name, detected, undetected, percent: counted === 0 ? 100 : (100 * detected) / counted };
}

/** Lists what no test noticed, one line each: where, and what was put there. */
export function survivors({ files }: MutationReport): string[] {
  return Object.keys(files)
    .sort()
    .flatMap((name) =>
      (files[name]?.mutants ?? [])
        .filter(({ status }) => UNDETECTED.includes(status))
        .sort((a, b) => a.location.start.line - b.location.start.line)
        .map(({ status, mutatorName, replacement = '', location }) => {
          const text = replacement.replace(/\s+/g, ' ').slice(0, 80);
          return `${name}:${location.start.line}: ${status} ${mutatorName} ${text}`;
        }),
    );
}
