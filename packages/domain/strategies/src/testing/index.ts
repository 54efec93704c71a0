export { causalDecisions } from './causalDecisions.ts';
export { FakeView, type Ladder } from './FakeView.ts';
export { type Decision, type Play, playStrategy } from './playStrategy.ts';
export {
  barsAt,
  TEST_START_US,
  testBar,
  testFunding,
  testQuote,
  testTrade,
  wanderingCloses,
  withNoiseAfter,
} from './testEvents.ts';
export { type TestInstrument, testInstrument, testOffer } from './testInstrument.ts';
