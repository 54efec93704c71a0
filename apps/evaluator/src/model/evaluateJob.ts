import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Refusal, sha256 } from '@qca/base';
import { SandboxedModelRunner } from '@qca/models-sandbox';
import type { Jobs, JobTask } from '@qca/ports';
import { readListed } from '../leaks/readListed.ts';
import { readSealed } from '../report/sealReport.ts';
import { evaluateModel } from './evaluateModel.ts';

/** One evaluation as a job: plain JSON, so that any worker with the same files can do it. */
export interface EvaluationJob {
  readonly modelPath: string;
  readonly dataPath: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly seed: number;
  readonly budget: number;
  readonly developer: string | null;
  readonly listed: string | null;
  readonly adversaryPaths: number;
  /** Folders of trials and of reports. */
  readonly trials: string;
  readonly reports: string;
}

/** What came of it; the report itself lies at `path`. */
export type EvaluationDone =
  | {
      readonly model: string;
      readonly hash: string;
      readonly path: string;
      readonly verdict: 'passed' | 'refused';
      readonly failed: readonly string[];
    }
  | { readonly model: string; readonly refused: string };

export const EVALUATION_KIND = 'evaluate';
/** The module that does these jobs: for workers in threads and on other machines. */
export const EVALUATION_MODULE = new URL('./evaluateJob.ts', import.meta.url);

/** The job of a worker. A model that is refused is an answer; anything else that fails is tried again. */
export async function work({
  body,
  report,
  signal,
}: Pick<JobTask, 'body' | 'report' | 'signal'>): Promise<EvaluationDone> {
  const job = body as EvaluationJob;
  signal.throwIfAborted();
  try {
    const { sealed } = await evaluateModel({
      ...job,
      developer: job.developer ?? undefined,
      listed: job.listed === null ? [] : readListed(job.listed),
      runner: new SandboxedModelRunner(),
      width: 1,
      onProgress: (part) => {
        signal.throwIfAborted();
        report(part);
      },
    });
    const path = join(job.reports, `${sealed.hash}.json`);
    mkdirSync(job.reports, { recursive: true });
    // Whole or not at all: another worker may do the same job again.
    writeFileSync(`${path}.${process.pid}.draft`, `${JSON.stringify(sealed)}\n`);
    renameSync(`${path}.${process.pid}.draft`, path);
    return summaryOf(job.modelPath, path);
  } catch (error) {
    // Others hold the trials for a moment: that passes.
    if (error instanceof Refusal && error.kind !== 'log-in-use')
      return { model: job.modelPath, refused: error.message };
    throw error;
  }
}

function summaryOf(model: string, path: string): EvaluationDone {
  const { hash, report } = readSealed(readFileSync(path, 'utf8'), path);
  const failed = report.gates.filter(({ passed }) => !passed).map(({ name }) => name);
  return { model, hash, path, verdict: report.verdict, failed };
}

/**
 * Evaluates many models: each is a job, and what is done of them stays done when the same ones are asked for again. Answers in
 * the order of the jobs. `onProgress` hears of a part from 0 to 1.
 *
 * Rejects, as `Refusal`: what `Jobs.enqueueAll` rejects. A job that died says so in its place.
 */
export async function evaluateMany(
  jobs: Jobs,
  wanted: readonly EvaluationJob[],
  onProgress: (part: number) => void = () => {},
): Promise<EvaluationDone[]> {
  const ids = wanted.map(
    (job) => `${EVALUATION_KIND}:${sha256(canonicalJson({ ...job, files: digestOf(job) })).slice(0, 32)}`,
  );
  await jobs.enqueueAll(
    wanted.map((body, index) => ({ id: ids[index] as string, kind: EVALUATION_KIND, body })),
  );
  let ended = 0;
  return Promise.all(
    ids.map(async (id, index) => {
      const job = await jobs.whenFinished(id);
      ended += 1;
      onProgress(ended / ids.length);
      if (job?.state === 'done') return job.result as EvaluationDone;
      return {
        model: wanted[index]?.modelPath ?? '',
        refused: `the job ended as ${job?.state ?? 'lost'}: ${job?.error ?? ''}`,
      };
    }),
  );
}

/** A model that was changed is another job. */
function digestOf({ modelPath }: EvaluationJob): string {
  return existsSync(modelPath) ? sha256(readFileSync(modelPath)) : '';
}
