import { Refusal } from '@qca/base';
import { openPostgresMeetingPlace, openPostgresStore } from '@qca/store-postgres';
import manifest from '../package.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { createLogger } from './createLogger.ts';
import { startServer } from './startServer.ts';

/** A server that does not stop by itself in this time is stopped. */
const STOP_MS_MAX = 8_000;

/** Runs the server until it is asked to end. Returns the exit code: 0, 1 for a part that failed, 2 for wrong use. */
export async function runServer(variables: NodeJS.ProcessEnv): Promise<number> {
  let part = 'configuration';
  // What is open, to be closed last first, also when a later part fails: an open connection would keep the process alive.
  const open: (() => Promise<unknown>)[] = [];
  try {
    const config = readConfig(variables);
    const logger = createLogger(config.logLevel);
    part = 'database';
    const { databaseUrl } = config;
    const store = await openPostgresStore({ databaseUrl });
    open.unshift(() => store.close());
    const meeting = await openPostgresMeetingPlace({ databaseUrl });
    open.unshift(() => meeting.close());
    part = 'server';
    const server = await startServer({ ...config, store, meeting, logger, version: manifest.version });
    open.unshift(() => server.close());
    process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, port: server.port })}\n`);
    const signal = await ended();
    logger.info({ signal }, 'stopping');
    const late = setTimeout(() => process.exit(1), STOP_MS_MAX);
    for (const close of open.splice(0)) await close();
    clearTimeout(late);
    logger.flush();
    return 0;
  } catch (error) {
    for (const close of open) await close().catch(() => undefined);
    const { message } = error as Error;
    process.stderr.write(
      `${JSON.stringify({ level: 60, role: 'server', part, msg: `${part}: ${message}` })}\n`,
    );
    return error instanceof Refusal && part === 'configuration' ? 2 : 1;
  }
}

function ended(): Promise<NodeJS.Signals> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(signal));
  });
}
