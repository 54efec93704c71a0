import { MemoryBus } from '@qca/platform-local';
import { check, type Workload } from './Workload.ts';

/** So many are told before the one who hears gets its turn: a tenth of what a group may be behind. */
const BURST = 1_000;
const BURSTS = 1_000;
const KEYS = 64;
/** A tick as it goes over a wire. */
const BYTES = 64;

/** bus: messages between roles of one process, told by one and heard by one, each acknowledged. */
export const bus: Workload = {
  name: 'bus',
  title: `messages of ${BYTES} bytes in process, ${KEYS} keys, each in order and acknowledged`,
  async prepare() {
    const memory = new MemoryBus();
    const message = new Uint8Array(BYTES);
    const keys = Array.from({ length: KEYS }, (_, key) => `instrument-${key}`);
    /** The last number heard of each key. */
    const newest = new Int32Array(KEYS);
    let heard = 0;
    let outOfOrder = 0;
    let bytes = 0;
    await memory.subscribe('ticks', 'reader', async (each) => {
      heard += 1;
      bytes += each.bytes.length;
      const number = each.bytes[0]! | (each.bytes[1]! << 8) | (each.bytes[2]! << 16);
      const key = number % KEYS;
      if (number < newest[key]! || each.key !== keys[key]) outOfOrder += 1;
      newest[key] = number;
    });
    let told = 0;
    let perCpuSecond = 0;
    const burst = async (): Promise<void> => {
      let last = Promise.resolve();
      for (let index = 0; index < BURST; index += 1) {
        message[0] = told & 255;
        message[1] = (told >> 8) & 255;
        message[2] = (told >> 16) & 255;
        last = memory.publish('ticks', keys[told % KEYS]!, message);
        told += 1;
      }
      await last;
      while (heard < told) await new Promise((done) => setImmediate(done));
    };
    return {
      unit: 'events/s',
      peers: [],
      ours: {
        name: 'ours',
        version: '',
        async run() {
          newest.fill(0);
          told = 0;
          heard = 0;
          const start = performance.now();
          const before = process.cpuUsage();
          for (let count = 0; count < BURSTS; count += 1) await burst();
          const { user, system } = process.cpuUsage(before);
          perCpuSecond = Math.round((told * 1_000_000) / (user + system));
          return (told * 1_000) / (performance.now() - start);
        },
        // A machine that others use, too, leaves a part of its time.
        details: () => ({ 'events per second of processor': perCpuSecond }),
        close: () => void memory.close(),
      },
      check: () => [
        check('heard', BURST * BURSTS, heard),
        check('out of order', 0, outOfOrder),
        check('bytes', 0, bytes % BYTES),
      ],
    };
  },
};
