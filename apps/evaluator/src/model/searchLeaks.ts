import type { ModelRunner } from '@qca/ports';
import { type CopyFinding, copies, type ListedBook } from '../leaks/copies.ts';
import { futureNoise } from '../leaks/futureNoise.ts';
import { memory } from '../leaks/memory.ts';
import type { LeakFinding, Subject } from '../leaks/Subject.ts';
import { shuffledTime } from '../leaks/shuffledTime.ts';
import { warmUp } from '../leaks/warmUp.ts';
import { sliceBars } from './alignBars.ts';
import { inTurn } from './inTurn.ts';
import type { WalkedForward } from './play.ts';
import type { Prepared } from './prepare.ts';
import { runModel } from './runModel.ts';

export interface LeakOptions {
  readonly runner: ModelRunner;
  /** Processes of the model at once. */
  readonly width: number;
  readonly seed: number;
  readonly listed: readonly ListedBook[];
}

/** Bars behind the warm-up that are put in another order or invented, counted from the end, where nobody has trained. */
const RECENT_STEPS = 4_000;

/** Every test for leaks, in the order of the report. */
export async function searchLeaks(
  prepared: Prepared,
  walked: WalkedForward,
  { runner, seed, listed, width }: LeakOptions,
): Promise<{ readonly findings: readonly LeakFinding[]; readonly copy: CopyFinding }> {
  const { model, bars } = prepared;
  const { warmup, horizon } = model.manifest;
  const subject: Subject = (given) => runModel(runner, model, given, { seed });
  const recent = sliceBars(bars, Math.max(0, bars.timeUs.length - RECENT_STEPS - warmup), bars.timeUs.length);
  const copy = copies(walked.book, model.hash, listed);
  const tests: readonly (() => Promise<LeakFinding>)[] = [
    () => futureNoise(subject, bars, { seed, lead: Math.max(warmup, 20) }),
    () => shuffledTime(subject, recent, { seed, warmup }),
    () => memory(subject, recent, { seed, horizon, warmup }),
    () => warmUp(subject, bars, { warmup }),
    () => determinism(subject, prepared, walked),
  ];
  const findings = [...(await inTurn(tests, (test) => test(), width)), copy];
  return { findings, copy };
}

/** Runs the model again in another process and counts outputs that differ in any bit. */
async function determinism(
  subject: Subject,
  { bars }: Prepared,
  { variants }: WalkedForward,
): Promise<LeakFinding> {
  const [first] = variants;
  const again = await subject(bars);
  let differing = 0;
  for (let cell = 0; cell < again.length; cell += 1)
    if (!Object.is(again[cell], first?.outputs[cell])) differing += 1;
  return {
    name: 'determinism',
    passed: differing === 0,
    value: differing,
    threshold: 0,
    detail:
      differing === 0
        ? `two processes said the same ${again.length} outputs, to the bit`
        : `${differing} of ${again.length} outputs were other ones in a second process`,
  };
}
