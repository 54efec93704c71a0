import { bus } from './bus.ts';
import { GRID } from './grid.ts';
import { INDICATORS_BENCH } from './indicators.ts';
import { memory } from './memory.ts';
import { MODELS } from './models.ts';
import { MONTE_CARLO } from './monteCarlo.ts';
import { REST } from './rest.ts';
import { STREAM } from './stream.ts';
import { TICK_TO_ORDER } from './tickToOrder.ts';
import { W1 } from './W1.ts';
import { W2 } from './W2.ts';
import { W2Events } from './W2-events.ts';
import { W3 } from './W3.ts';
import { W3e } from './W3e.ts';
import { W4 } from './W4.ts';
import { W5 } from './W5.ts';
import type { Workload } from './Workload.ts';

/** Every workload there is, in the order they run. A new one is a file beside this and a line here. */
export const WORKLOADS: readonly Workload[] = [
  W1,
  W2,
  W2Events,
  ...W3,
  W3e,
  W4,
  W5,
  GRID,
  INDICATORS_BENCH,
  memory,
  bus,
  ...MODELS,
  ...REST,
  ...STREAM,
  TICK_TO_ORDER,
  MONTE_CARLO,
];
