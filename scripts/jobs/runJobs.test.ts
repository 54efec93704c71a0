import { expect, it } from 'vitest';
import { type JobOutcome, runJobs } from './runJobs.ts';

const say = (name: string, code: string) => ({ name, command: ['-e', code] });

it('tells who passed, who failed, and what they said', async () => {
  const reported: string[] = [];
  const outcomes = await runJobs(
    [
      say('good', "console.log('fine')"),
      say('bad', "console.log('out'); console.error('err'); process.exit(3)"),
      { name: 'missing', command: ['no-such-script.ts'] },
    ],
    { atOnce: 2, report: ({ name }) => reported.push(name) },
  );
  const plain = ({ name, passed }: JobOutcome) => [name, passed];
  expect(outcomes.map(plain)).toEqual([
    ['good', true],
    ['bad', false],
    ['missing', false],
  ]);
  expect(outcomes[0]!.output).toBe('fine\n');
  expect(outcomes[1]!.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  expect(outcomes[2]!.output).toContain('no-such-script.ts');
  expect(reported.sort()).toEqual(['bad', 'good', 'missing']);
  expect(outcomes.every(({ seconds }) => seconds > 0)).toBe(true);
});

it('runs no more side by side than it may', async () => {
  const code =
    'const from = Date.now(); setTimeout(() => console.log(JSON.stringify([from, Date.now()])), 150)';
  const outcomes = await runJobs([say('a', code), say('b', code), say('c', code)], {
    atOnce: 1,
    report: () => {},
  });
  const spans = outcomes.map(({ output }) => JSON.parse(output) as [number, number]);
  expect(spans[1]![0]).toBeGreaterThanOrEqual(spans[0]![1]);
  expect(spans[2]![0]).toBeGreaterThanOrEqual(spans[1]![1]);
});
