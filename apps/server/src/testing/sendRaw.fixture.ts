import { connect } from 'node:net';

/** Sends bytes as they are and returns everything that comes back until the server hangs up. */
export function sendRaw(port: number, parts: readonly (string | Buffer)[], restMs = 0): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += String(bytes);
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done(heard) : fail(error),
    );
    socket.on('close', () => done(heard));
    const next = (index: number): void => {
      const part = parts[index];
      if (part === undefined || socket.destroyed) return;
      socket.write(part);
      setTimeout(next, restMs, index + 1);
    };
    next(0);
  });
}
