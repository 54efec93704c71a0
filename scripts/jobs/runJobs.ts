import { spawn } from 'node:child_process';

/** One command of a larger piece of work. */
export interface Job {
  readonly name: string;
  /** Arguments of Node: the script first. */
  readonly command: readonly string[];
}

export interface JobOutcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** Everything it said, on both streams. */
  readonly output: string;
}

/**
 * Runs jobs, at most `atOnce` side by side, each on this very Node. Calls `report` as each one ends and returns
 * all outcomes in the order of the jobs. A job that cannot start counts as failed.
 */
export async function runJobs(
  jobs: readonly Job[],
  { atOnce, report }: { atOnce: number; report: (outcome: JobOutcome) => void },
): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  const waiting = jobs.entries();
  const work = async (): Promise<void> => {
    for (const [index, job] of waiting) {
      const outcome = await runJob(job);
      outcomes[index] = outcome;
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

function runJob({ name, command }: Job): Promise<JobOutcome> {
  const from = performance.now();
  return new Promise((resolve) => {
    const said: string[] = [];
    const end = (passed: boolean): void => {
      resolve({ name, passed, seconds: (performance.now() - from) / 1_000, output: said.join('') });
    };
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => said.push(text));
    }
    child.on('error', (error) => {
      said.push(error.message);
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
