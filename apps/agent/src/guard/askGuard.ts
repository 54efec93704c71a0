import { connect } from 'node:net';
import { Fault } from '@qca/base';
import { type GuardReply, type GuardRequest, guardReply } from './guardProtocol.ts';

/** Asks the guard of a folder. Rejects, as `Fault`, when nobody listens there or no answer comes in time. */
export function askGuard(socketPath: string, request: GuardRequest, waitMs = 8_000): Promise<GuardReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let heard = '';
    const fail = (why: string): void => {
      socket.destroy();
      reject(new Fault(`the guard at ${socketPath} did not answer: ${why}`, { retryable: true }));
    };
    socket.setTimeout(waitMs, () => fail(`nothing came within ${waitMs / 1000} s`));
    socket.once('error', (cause) => fail(cause.message));
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('utf8');
      const end = heard.indexOf('\n');
      if (end < 0) return;
      socket.destroy();
      try {
        resolve(guardReply.parse(JSON.parse(heard.slice(0, end))));
      } catch {
        fail('its answer was not understood');
      }
    });
    socket.once('end', () => fail('it hung up'));
  });
}
