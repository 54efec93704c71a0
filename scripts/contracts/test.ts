import type { Command } from './Command.ts';
import { ENGINES, type Engine, missingEngine } from './engines.ts';
import { describeOutcome, runTests, type TestChoice } from './runTests.ts';

/** Runs the tests on both engines, or on the one that is named. */
export const test: Command = ({ quick, room, match, engine }) =>
  testOn(engine, { effort: quick ? 'quick' : 'default', room, match });

/** An engine that is not here is a failure: a test that did not run proves nothing. */
export function testOn(
  engine: string | undefined,
  choice: TestChoice,
): { passed: boolean; text: string; json: unknown } {
  const engines = ENGINES.filter((each) => engine === undefined || each === engine);
  if (engines.length === 0) {
    const text = `"${engine}" is no engine. Name one: ${ENGINES.join(', ')}`;
    return { passed: false, text, json: { error: text } };
  }
  const outcomes = engines.map((each) => outcomeOf(each, choice));
  return {
    passed: outcomes.every(({ failed, passed }) => failed === 0 && passed > 0),
    text: outcomes.map(describeOutcome).join('\n'),
    json: outcomes,
  };
}

function outcomeOf(engine: Engine, choice: TestChoice): ReturnType<typeof runTests> {
  const missing = missingEngine(engine);
  if (missing === undefined) return runTests(engine, choice);
  const failures = [{ suite: 'all', test: 'did not run', reason: missing }];
  return { engine, passed: 0, failed: 1, skipped: 0, seconds: 0, failures };
}
