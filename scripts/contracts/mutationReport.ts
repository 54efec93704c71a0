import type { Mutant } from './mutants.ts';

/** A change that no test noticed, with the reason where one is written down. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly change: string;
  readonly within: string;
  readonly operator: string;
  readonly reason: string | null;
}

export interface MutationReport {
  readonly mutants: number;
  readonly killed: number;
  /** The part that was killed, of all: what is explained counts as alive. */
  readonly score: number;
  readonly rooms: Readonly<Record<string, { readonly mutants: number; readonly killed: number }>>;
  readonly survivors: readonly Survivor[];
}

/** The goal on money paths. */
export const SCORE_MIN = 0.9;

/** What the project knows of a change that cannot be noticed. */
export interface Explanation {
  readonly file: string;
  readonly within: string;
  readonly change: string;
  readonly reason: string;
}

/** Reads the rows of the table of survivors: file, function, change, reason. */
export function readExplanations(markdown: string): Explanation[] {
  return markdown.split('\n').flatMap((line) => {
    const cells = /^\| `([^`]+\.sol)` \| `([^`]+)` \| `(.+)` \| (.+?) \|$/.exec(line.replace(/ +\|/g, ' |'));
    if (cells === null) return [];
    const [, file = '', within = '', change = '', reason = ''] = cells;
    return [{ file, within, change: change.replaceAll('\\|', '|'), reason }];
  });
}

/** Adds up what became of mutants. Those that do not compile are no mutants. */
export function mutationReport(
  judged: readonly { readonly mutant: Mutant; readonly isKilled: boolean }[],
  explanations: readonly Explanation[],
): MutationReport {
  const rooms: Record<string, { mutants: number; killed: number }> = {};
  for (const { mutant, isKilled } of judged) {
    const room = roomOf(mutant.file);
    const before = rooms[room] ?? { mutants: 0, killed: 0 };
    rooms[room] = { mutants: before.mutants + 1, killed: before.killed + (isKilled ? 1 : 0) };
  }
  const killed = judged.filter(({ isKilled }) => isKilled).length;
  const survivors = judged
    .filter(({ isKilled }) => !isKilled)
    .map(({ mutant: { file, line, change, within, operator } }) => {
      const known = explanations.find(
        (each) => each.file === file && each.within === within && each.change === change,
      );
      return { file, line, change, within, operator, reason: known?.reason ?? null };
    });
  return {
    mutants: judged.length,
    killed,
    score: judged.length === 0 ? 0 : killed / judged.length,
    rooms,
    survivors,
  };
}

/** Whether enough is noticed, and what is not is explained. */
export function isEnough({ score, survivors }: MutationReport): boolean {
  return score >= SCORE_MIN && survivors.every(({ reason }) => reason !== null);
}

export function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}
