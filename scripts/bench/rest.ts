import autocannon from 'autocannon';
import { TOKEN } from '../memoryPlatform/startMemoryPlatform.ts';
import { median, quantile } from './quantile.ts';
import { ServerProcess } from './server/ServerProcess.ts';
import { type Check, check, type Runner, type Workload } from './Workload.ts';

const CONNECTIONS = 50;
/** As fast as it goes, then at the pace of the goal. */
const FAST_SECONDS = 2;
const PACED_SECONDS = 2;
const PACED_PER_SECOND = 1_000;

const READS = [
  { name: 'rest-live', path: '/health/live', what: 'no sign-in, 15 bytes' },
  { name: 'rest-status', path: '/api/status', what: "the agent's status" },
  { name: 'rest-orders', path: '/api/orders', what: 'the newest hundred orders' },
] as const;

/** rest: what our server reads beside Fastify alone; the shell's cost is what Fastify does not have. */
export const REST: readonly Workload[] = READS.map(({ name, path, what }) => ({
  name,
  title: `GET ${path} (${what}) beside bare Fastify, ${CONNECTIONS} connections; latency at ${PACED_PER_SECOND} requests/s`,
  async prepare() {
    const ours = await ServerProcess.start('ours');
    const bare = await ServerProcess.start('bare');
    const text = await read(`${ours.url}${path}`);
    await bare.ask('serve', { [path]: text });
    const runners = [
      new RestRunner('ours', ours, path),
      new RestRunner('fastify, object', bare, `/object${path}`),
      new RestRunner('fastify, ready text', bare, `/text${path}`),
    ];
    const bodies = await Promise.all(runners.map((each) => read(each.url)));
    const [first, ...peers] = runners as [RestRunner, RestRunner, RestRunner];
    return {
      unit: 'requests/s',
      ours: first,
      peers,
      check: () => [
        ...bodies.map((body, index) => check(`body of ${runners[index]?.name}`, text, body)),
        ...runners.flatMap((each) => each.checks()),
      ],
    };
  },
}));

async function read(url: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}

class RestRunner implements Runner {
  readonly name: string;
  readonly version = '';
  readonly warmUps = 1;
  readonly url: string;
  readonly #server: ServerProcess;
  #runs = 0;
  #wrong = 0;
  #cpuUs: number[] = [];
  #pacedMs: number[] = [];
  #fastMs: number[] = [];

  constructor(name: string, server: ServerProcess, path: string) {
    this.name = name;
    this.url = `${server.url}${path}`;
    this.#server = server;
  }

  async run(): Promise<number> {
    // What the first run says is the compiler's.
    const isWarm = this.#runs >= this.warmUps;
    this.#runs += 1;
    const before = await this.#server.ask('usage', null);
    const fast = await this.#shoot(FAST_SECONDS);
    const after = await this.#server.ask('usage', null);
    const paced = await this.#shoot(PACED_SECONDS, PACED_PER_SECOND);
    if (isWarm) {
      this.#cpuUs.push(((after.cpuMs - before.cpuMs) * 1_000) / fast.latenciesMs.length);
      for (const each of paced.latenciesMs) this.#pacedMs.push(each);
      for (const each of fast.latenciesMs) this.#fastMs.push(each);
    }
    this.#wrong += fast.wrong + paced.wrong;
    return fast.latenciesMs.length / fast.seconds;
  }

  async #shoot(duration: number, overallRate?: number) {
    const latenciesMs: number[] = [];
    const result = await autocannon({
      url: this.url,
      connections: CONNECTIONS,
      duration,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(overallRate === undefined ? {} : { overallRate }),
      setupClient: (client) => {
        // The declared type has the client before these; the real one, since version 5, has not.
        const { on } = client as unknown as {
          on(event: string, listener: (...given: number[]) => void): void;
        };
        on.call(client, 'response', (_status, _bytes, ms) => void latenciesMs.push(ms ?? Number.NaN));
      },
    });
    return { latenciesMs, wrong: result.errors + result.timeouts + result.non2xx, seconds: result.duration };
  }

  details() {
    const ms = (values: readonly number[], part: number) => `${quantile(values, part).toFixed(2)} ms`;
    return {
      'server CPU per request, µs': Math.round(median(this.#cpuUs)),
      'at full speed, p50 and p99': `${ms(this.#fastMs, 0.5)}, ${ms(this.#fastMs, 0.99)}`,
      [`at ${PACED_PER_SECOND} requests/s, p50 and p99`]: `${ms(this.#pacedMs, 0.5)}, ${ms(this.#pacedMs, 0.99)}`,
    };
  }

  checks(): Check[] {
    return [check(`${this.name}: wrong answers`, 0, this.#wrong)];
  }

  close(): void {
    this.#server.close();
  }
}
