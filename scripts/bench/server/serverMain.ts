import type { Reply, Request } from './ServerProcess.ts';

// A server to be measured: ours, or the least that answers the same. Asked over the channel to its parent.

/** Everything that a server to be measured can do. */
export interface MeasuredServer {
  readonly url: string;
  serve(answers: Readonly<Record<string, string>>): void;
  publish(order: {
    readonly rounds: number;
    readonly everyMs: number;
    readonly ahead: number;
  }): Promise<readonly number[]>;
  arrived(rounds: number): void;
  close(): Promise<void>;
}

async function start(): Promise<MeasuredServer> {
  if (process.argv[2] === 'ours') return (await import('./ourServer.ts')).startOurServer();
  return (await import('./bareServer.ts')).startBareServer();
}

const server = await start();

async function answer(request: Request): Promise<unknown> {
  switch (request.name) {
    case 'serve':
      server.serve(request.given);
      return null;
    case 'arrived':
      server.arrived(request.given);
      return null;
    case 'publish':
      return server.publish(request.given);
    case 'usage':
      return usage();
  }
}

function usage() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1_000, residentBytes: rss, heapBytes: heapUsed + external };
}

const say = (reply: Reply): void => void process.send?.(reply);

process.on('message', (request: Request) => {
  answer(request).then(
    (back) => say({ id: request.id, back }),
    (error: Error) => say({ id: request.id, failed: error.message }),
  );
});
const end = (): void => void server.close().finally(() => process.exit(0));
process.once('disconnect', end);
process.once('SIGTERM', end);
say({ ready: server.url });
