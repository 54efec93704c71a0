import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOutcome } from './Command.ts';
import { readSources } from './compileInMemory.ts';
import { copyProject } from './copyProject.ts';
import { contractsFolder, missingEngine } from './engines.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { isEnough, type MutationReport, mutationReport, readExplanations, roomOf } from './mutationReport.ts';
import { BrokenRoom, MutatedRoom } from './runMutants.ts';
import { serveCompiler } from './serveCompiler.ts';
import { Verdicts } from './Verdicts.ts';

/** Survivors that no test can notice, each with its reason. */
const EXPLANATIONS = join(contractsFolder, '../docs/contracts/mutants.md');
/** Changes tried in each room, chosen by their hash: the same ones every time, until the code changes. */
const SAMPLE = 34;
/** Two cores are what machines have at least, and forge itself uses one. */
const ROOMS_AT_ONCE = 2;
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Changes the contracts in one small way after the other, in a copy, and counts which changes the tests of their room notice.
 * `--room`: that room alone. `--match`: only changes whose file, function or text has that part. `--sample`: changes per
 * room, `all` for every one. `--resume`: a file that remembers verdicts, so that a run that was stopped goes on.
 */
export const mutate: Command = async ({ room, match, sample, resume }) => {
  const missing = missingEngine('forge');
  if (missing !== undefined) return refusal(missing);
  const size = sample === 'all' ? Number.POSITIVE_INFINITY : Number(sample ?? SAMPLE);
  if (!(size >= 1)) return refusal(`--sample=${sample} is no number of changes: name one, or "all"`);
  const sources = readSources();
  const rooms = readdirSync(join(contractsFolder, 'test')).filter((each) =>
    Object.keys(sources).some((file) => roomOf(file) === each),
  );
  if (room !== undefined && !rooms.includes(room))
    return refusal(`"${room}" is no room with tests. Name one: ${rooms.join(', ')}`);
  const chosen = room === undefined ? rooms : [room];
  const candidates = mutantsOf(sources).filter(
    (mutant) => match === undefined || textOf(mutant).includes(match),
  );
  try {
    const verdicts = new Verdicts(resume, sources);
    const inRoom = (each: string): Mutant[] =>
      sampleOf(
        candidates.filter(({ file }) => roomOf(file) === each),
        size,
      );
    const judged = await judgeRooms(chosen, inRoom, verdicts);
    return outcomeOf(mutationReport(judged, explanations()));
  } catch (error) {
    if (error instanceof BrokenRoom) return refusal(error.message);
    throw error;
  }
};

function refusal(text: string): CommandOutcome {
  return { passed: false, text, json: { error: text } };
}

function textOf({ file, within, change }: Mutant): string {
  return `${file} ${within} ${change}`;
}

function explanations(): ReturnType<typeof readExplanations> {
  return existsSync(EXPLANATIONS) ? readExplanations(readFileSync(EXPLANATIONS, 'utf8')) : [];
}

/** Chooses by a hash of what changes and where, and not of the line, so that other work in the file changes little. */
export function sampleOf(mutants: readonly Mutant[], size: number): Mutant[] {
  const keyed = mutants.map((mutant) => {
    const bare = textOf(mutant).replace(` (${mutant.nth})`, '');
    return { mutant, key: createHash('sha256').update(`${bare} ${mutant.nth}`).digest('hex') };
  });
  const kept = keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, size);
  // One file after the other, so that forge compiles one file for each change.
  return kept
    .map(({ mutant }) => mutant)
    .sort((a, b) => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1));
}

type Judged = Parameters<typeof mutationReport>[0][number];

async function judgeRooms(
  rooms: readonly string[],
  mutantsIn: (room: string) => readonly Mutant[],
  verdicts: Verdicts,
): Promise<Judged[]> {
  const waiting = [...rooms];
  const judged: Judged[] = [];
  const work = async (): Promise<void> => {
    for (let room = waiting.shift(); room !== undefined; room = waiting.shift())
      judged.push(...(await judgeRoom(room, mutantsIn(room), verdicts)));
  };
  await Promise.all(Array.from({ length: Math.min(ROOMS_AT_ONCE, rooms.length) }, work));
  return judged.sort((a, b) => (a.mutant.file < b.mutant.file ? -1 : a.mutant.file > b.mutant.file ? 1 : 0));
}

async function judgeRoom(room: string, mutants: readonly Mutant[], verdicts: Verdicts): Promise<Judged[]> {
  const project = await copyProject();
  const compiler = await serveCompiler(project.folder);
  try {
    const mutated = new MutatedRoom(project.folder, room);
    const toTry = mutants.filter((mutant) => verdicts.of(mutant) === undefined).length;
    log(`${room}: building, then ${toTry} changes, ${mutants.length - toTry} known`);
    const judged: Judged[] = [];
    let prepared = '';
    for (const mutant of mutants) {
      let verdict = verdicts.of(mutant);
      if (verdict === undefined) {
        if (mutant.file !== prepared) await mutated.prepare(mutant.file);
        prepared = mutant.file;
        const start = performance.now();
        verdict = await mutated.judge(mutant);
        verdicts.add(mutant, verdict);
        const seconds = ((performance.now() - start) / 1_000).toFixed(1);
        log(`${verdict.padEnd(8)} ${seconds.padStart(5)} s ${mutant.file}:${mutant.line} ${mutant.change}`);
      }
      if (verdict !== 'refused by the compiler') judged.push({ mutant, isKilled: verdict === 'killed' });
    }
    return judged;
  } finally {
    compiler.close();
    project.remove();
  }
}

function outcomeOf(report: MutationReport): CommandOutcome {
  const { mutants, killed, score, rooms, survivors } = report;
  const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1).padStart(5)} %`;
  const lines = [
    ...survivors.map(
      ({ file, line, within, change, reason }) =>
        `${reason === null ? 'SURVIVED' : 'explained'} ${file}:${line} ${within}: ${change}`,
    ),
    ...Object.entries(rooms).map(
      ([room, each]) => `${percent(each.killed, each.mutants)}  ${room} (${each.killed} of ${each.mutants})`,
    ),
    `${(100 * score).toFixed(1)} % of ${mutants} changes were noticed (${killed})`,
  ];
  return { passed: isEnough(report), text: lines.join('\n'), json: report };
}
