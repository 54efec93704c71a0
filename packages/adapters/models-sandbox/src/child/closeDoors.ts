import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { ModelManifest } from '@qca/models';

/**
 * Gives up what loading needed, before a byte of the model is looked at: no file can be read any more, no library
 * loaded, and the ways to a network that this runtime knows are closed. None of it can be opened again.
 *
 * The runtime's permissions know no network; the namespace around the process, where there is one, is the wall, and
 * this is the fence before it.
 */
export function closeDoors(format: ModelManifest['format']): void {
  const { permission } = process as unknown as { permission?: Permission };
  if (permission?.drop === undefined) throw new Error('this runtime cannot give up permissions');
  permission.drop('fs.read');
  if (format === 'onnx') permission.drop('addon');
  const closed = (): never => {
    throw new Error('there is no network here');
  };
  const close = (owner: object, name: string): void => {
    Object.defineProperty(owner, name, { value: closed, writable: false, configurable: false });
  };
  close(net.Socket.prototype, 'connect');
  close(net.Server.prototype, 'listen');
  close(dgram, 'createSocket');
  for (const name of ['bind', 'connect', 'send']) close(dgram.Socket.prototype, name);
  // Every kind of question, for a name that is asked for is a message to whoever answers for it.
  for (const owner of [dns, dns.promises]) {
    for (const name of Object.keys(owner))
      if (/^(lookup|resolve|reverse|Resolver)/.test(name)) close(owner, name);
  }
  for (const name of ['fetch', 'WebSocket', 'EventSource']) close(globalThis, name);
  // Whoever imports these modules by name gets what stands there now.
  syncBuiltinESMExports();
}

interface Permission {
  drop?: (scope: string) => void;
}
