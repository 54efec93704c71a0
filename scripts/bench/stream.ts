import { median, quantile } from './quantile.ts';
import { DELTA } from './server/bareServer.ts';
import { ServerProcess } from './server/ServerProcess.ts';
import { StreamClients } from './server/StreamClients.ts';
import { type Check, check, type Runner, type Workload } from './Workload.ts';

const CLIENTS = [100, 1_000, 5_000] as const;
/** Deliveries in a run at full speed; with many listeners fewer rounds are enough. */
const DELIVERIES = 40_000;
const ROUNDS_MIN = 10;
/** Deltas on their way at once: enough that nobody waits for the measuring. */
const AHEAD = 4;
/** What the agent publishes at most, for two seconds. */
const PACED_EVERY_MS = 250;
const PACED_ROUNDS = 8;

/** stream: deltas of the status to many listeners, beside `ws` alone sending the same texts. */
export const STREAM: readonly Workload[] = CLIENTS.map((clients) => ({
  name: `stream-${clients}`,
  title: `status deltas to ${clients} WebSockets beside bare ws; latency at ${1_000 / PACED_EVERY_MS} deltas/s`,
  async prepare() {
    const ours = await StreamRunner.open('ours', 'ours', clients);
    const bare = await StreamRunner.open('bare', 'ws', clients);
    // The same delta again and again: one as ours sends it.
    await bare.server.ask('serve', { [DELTA]: await ours.sample() });
    return {
      unit: 'deliveries/s',
      ours,
      peers: [bare],
      check: () => [...ours.checks(), ...bare.checks()],
    };
  },
}));

const kib = (bytes: number): string => (bytes / 1_024).toFixed(1);

class StreamRunner implements Runner {
  readonly name: string;
  readonly version = '';
  readonly warmUps = 1;
  readonly server: ServerProcess;
  readonly #clients: StreamClients;
  readonly #memory: { readonly heapBytes: number; readonly residentBytes: number };
  #runs = 0;
  #cpuUs: number[] = [];
  #pacedMs: number[] = [];

  private constructor(
    parts: Pick<StreamRunner, 'name' | 'server'> & {
      readonly clients: StreamClients;
      /** What one connection takes. */
      readonly memory: { readonly heapBytes: number; readonly residentBytes: number };
    },
  ) {
    this.name = parts.name;
    this.server = parts.server;
    this.#clients = parts.clients;
    this.#memory = parts.memory;
  }

  static async open(kind: 'ours' | 'bare', name: string, count: number): Promise<StreamRunner> {
    const server = await ServerProcess.start(kind);
    const clients = new StreamClients();
    const before = await server.ask('usage', null);
    await clients.open(server.url, count, kind === 'ours');
    const after = await server.ask('usage', null);
    const memory = {
      heapBytes: (after.heapBytes - before.heapBytes) / count,
      residentBytes: (after.residentBytes - before.residentBytes) / count,
    };
    return new StreamRunner({ name, server, clients, memory });
  }

  /** One delta as listeners get it: of the middle length of some. */
  async sample(): Promise<string> {
    this.#clients.isKeepingTexts = true;
    await this.#send(ROUNDS_MIN + 1, 0);
    this.#clients.isKeepingTexts = false;
    const texts = this.#clients.texts.toSorted((a, b) => a.length - b.length);
    return texts[Math.floor(texts.length / 2)] ?? '';
  }

  async run(): Promise<number> {
    const isWarm = this.#runs >= this.warmUps;
    this.#runs += 1;
    const rounds = Math.max(ROUNDS_MIN, Math.round(DELIVERIES / this.#clients.count));
    const deliveries = rounds * this.#clients.count;
    const before = await this.server.ask('usage', null);
    const fast = await this.#send(rounds, 0);
    const after = await this.server.ask('usage', null);
    this.#clients.startTiming();
    const paced = await this.#send(PACED_ROUNDS, PACED_EVERY_MS);
    const latencies = this.#clients.stopTiming(paced.begunNs);
    if (isWarm) {
      this.#cpuUs.push(((after.cpuMs - before.cpuMs) * 1_000) / deliveries);
      for (const each of latencies) this.#pacedMs.push(each);
    }
    return deliveries / fast.seconds;
  }

  async #send(rounds: number, everyMs: number) {
    const fromMs = performance.now();
    let done = 0;
    const all = new Promise<void>((resolve) => {
      this.#clients.onRound(() => {
        done += 1;
        void this.server.ask('arrived', done);
        if (done === rounds) resolve();
      });
    });
    const begunNs = await this.server.ask('publish', { rounds, everyMs, ahead: AHEAD });
    await all;
    return { begunNs, seconds: (performance.now() - fromMs) / 1_000 };
  }

  details() {
    const ms = (part: number) => `${quantile(this.#pacedMs, part).toFixed(2)} ms`;
    return {
      'server CPU per delivery, µs': Number(median(this.#cpuUs).toFixed(1)),
      [`at ${1_000 / PACED_EVERY_MS} deltas/s, p50, p99 and worst`]: `${ms(0.5)}, ${ms(0.99)}, ${ms(1)}`,
      'memory per client, KiB': `${kib(this.#memory.heapBytes)} of the heap, ${kib(this.#memory.residentBytes)} resident`,
    };
  }

  checks(): Check[] {
    const missing = this.#pacedMs.filter(Number.isNaN).length;
    return [
      check(`${this.name}: gaps`, 0, this.#clients.gaps),
      check(`${this.name}: deltas of another run`, 0, missing),
    ];
  }

  close(): void {
    this.#clients.close();
    this.server.close();
  }
}
