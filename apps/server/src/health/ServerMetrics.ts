import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LatestStatus } from '../status/LatestStatus.ts';

/** From a look-up in memory to what nobody waits for. Units: seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What Prometheus reads: names and units as its conventions have them (seconds, `_total`). */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'operation' | 'status'>;
  /** By status and operation; looked up once. */
  readonly #series = new Map<string, Histogram.Internal<'operation' | 'status'>>();
  readonly streamClients: Gauge;
  readonly streamDropped: Counter<'reason'>;
  readonly connectionsRefused: Counter;

  constructor(status: LatestStatus) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'qca_request_duration_seconds',
      help: 'Time from the request to its answer, by operation and status.',
      labelNames: ['operation', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.streamClients = new Gauge({ name: 'qca_stream_clients', help: 'Open WebSockets.', registers });
    this.streamDropped = new Counter({
      name: 'qca_stream_dropped_total',
      help: 'Deltas that a client did not get because it was slow, and clients that were closed, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.connectionsRefused = new Counter({
      name: 'qca_connections_refused_total',
      help: 'Connections that were hung up on because too many were open.',
      registers,
    });
    addAgentGauges(status, registers);
  }

  observe(operation: string, status: number, seconds: number): void {
    const name = `${status} ${operation}`;
    let series = this.#series.get(name);
    if (series === undefined) {
      // Operations and statuses are few: nobody outside can make up one.
      series = this.#requests.labels({ operation, status: String(status) });
      this.#series.set(name, series);
    }
    series.observe(seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

// Read from the newest status when somebody asks; absent while it is not known.
function addAgentGauges(status: LatestStatus, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number | null | undefined): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read();
        if (typeof value === 'number' && Number.isFinite(value)) this.set(value);
        else this.reset();
      },
    });
  };
  const pace = () => status.agent?.pace;
  const seconds = (ms: number | null | undefined) => (typeof ms === 'number' ? ms / 1_000 : undefined);
  gauge('qca_feed_lag_seconds', 'How far what is heard lies behind its market.', () =>
    seconds(pace()?.feedLagMs),
  );
  gauge('qca_decision_p50_seconds', 'From a price to the decision, median.', () =>
    seconds(pace()?.decisionMsP50),
  );
  gauge('qca_decision_p99_seconds', 'From a price to the decision, slowest of a hundred.', () =>
    seconds(pace()?.decisionMsP99),
  );
  gauge('qca_order_round_trip_p50_seconds', 'From an order to the first word of its venue, median.', () =>
    seconds(pace()?.orderRoundTripMsP50),
  );
  gauge('qca_inputs_per_second', 'Inputs that the agent takes.', () => pace()?.inputsPerSecond);
  gauge(
    'qca_journal_sequence',
    'The last entry of the journal that the status stands at.',
    () => status.agent?.sequence,
  );
  gauge('qca_ledger_difference', 'Debits less credits of the whole ledger: 0, or something is wrong.', () => {
    const difference = status.agent?.ledger.difference;
    return difference === undefined ? undefined : Number(difference);
  });
  gauge('qca_killed', '1 while the kill switch is pulled.', () => {
    const kill = status.agent?.kill;
    return kill === undefined ? undefined : Number(kill.killed);
  });
  new Gauge({
    name: 'qca_risk_headroom_ratio_min',
    help: 'The nearest limit of each scope: 1 when none of it is used, 0 when all of it is.',
    labelNames: ['scope'],
    registers,
    collect() {
      this.reset();
      const least = new Map<string, number>();
      for (const { scope, headroom } of status.agent?.risk ?? []) {
        least.set(scope, Math.min(least.get(scope) ?? Number.POSITIVE_INFINITY, headroom));
      }
      for (const [scope, headroom] of least) this.set({ scope }, headroom);
    },
  });
}
