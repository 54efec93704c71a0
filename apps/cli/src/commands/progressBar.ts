import { Presets, SingleBar } from 'cli-progress';

/** Shown at most ten times a second: faster cannot be read. */
const REFRESH_PER_SECOND = 10;

/** A bar on a terminal's standard error; silent where nobody watches. */
export function progressBar(
  wanted: boolean,
  label: string,
): { update: (part: number) => void; stop: () => void } {
  if (!wanted || process.stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      fps: REFRESH_PER_SECOND,
      hideCursor: true,
      format: `${label} {bar} {percentage} %`,
      clearOnComplete: true,
    },
    Presets.shades_grey,
  );
  bar.start(100, 0);
  return {
    update: (part) => bar.update(Math.floor(100 * Math.min(1, Math.max(0, part)))),
    stop: () => bar.stop(),
  };
}
