import { writeSync } from 'node:fs';
import { closeDoors } from './closeDoors.ts';

// Stands in for a model that broke out of its engine and owns the process: it tries every way out there is from here,
// and writes down by name which of them were open.

interface Way {
  readonly name: string;
  /** Throws, rejects, or returns false where the way is closed. */
  readonly take: () => unknown;
}

closeDoors('script');
const open: string[] = [];
for (const { name, take } of ways()) {
  try {
    if ((await take()) !== false) open.push(name);
  } catch {
    // Closed.
  }
}
writeSync(1, JSON.stringify(open));
process.exit(0);

function ways(): Way[] {
  const dgram = import('node:dgram');
  const fs = import('node:fs');
  const net = import('node:net');
  const processes = import('node:child_process');
  return [
    { name: 'the environment', take: () => Object.keys(process.env).length > 0 },
    { name: 'a file of the system', take: async () => (await fs).readFileSync('/etc/passwd') },
    { name: 'a file of the project', take: async () => (await fs).readFileSync(new URL(import.meta.url)) },
    { name: 'its own memory by the system', take: async () => (await fs).readFileSync('/proc/self/maps') },
    { name: 'a folder', take: async () => (await fs).readdirSync('/') },
    { name: 'writing a file', take: async () => (await fs).writeFileSync('/tmp/escaped', 'x') },
    { name: 'a link', take: async () => (await fs).symlinkSync('/etc/passwd', '/tmp/escaped') },
    { name: 'a process', take: async () => (await processes).execFileSync('/bin/true') },
    {
      name: 'a thread',
      take: async () => new (await import('node:worker_threads')).Worker('0', { eval: true }),
    },
    { name: 'the inspector', take: async () => (await import('node:inspector')).open(0) },
    { name: 'a library', take: () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libm.so.6') },
    { name: 'text as code', take: () => new Function('return 1')() },
    { name: 'WASI', take: async () => new (await import('node:wasi')).WASI({ version: 'preview1' }) },
    {
      name: 'more permissions',
      take: () => process.permission.has('fs.read') || process.permission.has('child'),
    },
    { name: 'a connection', take: async () => (await net).connect(80, '127.0.0.1') },
    { name: 'a socket of the system', take: async () => (await net).connect('/var/run/docker.sock') },
    { name: 'a server', take: async () => (await net).createServer().listen(0) },
    { name: 'a datagram', take: async () => (await dgram).createSocket('udp4') },
    {
      name: 'a datagram by its class',
      take: async () => Reflect.construct((await dgram).Socket, ['udp4']).send('x', 53, '127.0.0.1'),
    },
    { name: 'a name by promise', take: async () => (await import('node:dns/promises')).lookup('localhost') },
    { name: 'a name', take: async () => (await import('node:dns')).lookup('localhost', () => undefined) },
    {
      name: 'a text of a name',
      take: async () => (await import('node:dns/promises')).resolveTxt('localhost'),
    },
    { name: 'fetch', take: () => fetch('http://127.0.0.1/') },
    { name: 'the process that started it', take: () => process.kill(process.ppid, 0) },
    { name: 'another user', take: () => process.setuid?.(0) ?? false },
    { name: 'much memory', take: () => new Uint8Array(4 * 2 ** 30).fill(1) },
  ];
}
