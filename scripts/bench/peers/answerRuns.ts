import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// The peers' side of the protocol in `PeerProcess.ts`, for peers from npm.

/** What the bench tells a peer's script. */
export function task<T>(): T & { readonly data: string; readonly peers: string } {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Loads a package from the peers' own folder. */
export function peerPackage(peers: string, name: string): { module: unknown; version: string } {
  const require = createRequire(join(peers, 'node', 'package.json'));
  const { version } = require(join(peers, 'node', 'node_modules', name, 'package.json')) as {
    version: string;
  };
  return { module: require(name), version };
}

export interface PeerAnswer {
  readonly seconds: number;
  readonly count: number;
  readonly details?: Readonly<Record<string, number | string>>;
}

/** Says that the peer is ready and answers each line with one run. */
export async function answerRuns(
  name: string,
  version: string,
  run: () => PeerAnswer | Promise<PeerAnswer>,
): Promise<void> {
  const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ name, version });
  for await (const _ of createInterface({ input: process.stdin })) say(await run());
}
