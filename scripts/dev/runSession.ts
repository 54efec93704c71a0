import { PASSWORD, startMemoryPlatform, TOKEN } from '../memoryPlatform/startMemoryPlatform.ts';

// One life of agent and server in memory, until it is told to end.

interface Settings {
  readonly port: number;
  readonly publicUrl: string;
  readonly speed: number;
  readonly days: number;
}

const { port, publicUrl, speed, days } = JSON.parse(process.argv[2] ?? '') as Settings;
const startedMs = performance.now();
const platform = await startMemoryPlatform({
  server: { port, publicUrl },
  days,
  speed,
  orders: 1,
  log: showTrouble,
});
const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
process.stdout.write(
  `Agent and server are up after ${seconds} s at ${platform.server.url} (generated market, simulated fills).\n` +
    `Sign in with: ${PASSWORD}\nPrograms come with the token: ${TOKEN}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void platform.close().finally(() => process.exit(0));
  });

// Requests that went well are not worth a line here.
function showTrouble(line: string): void {
  const { level } = JSON.parse(line) as { level: number };
  if (level >= 40) process.stderr.write(line);
}
