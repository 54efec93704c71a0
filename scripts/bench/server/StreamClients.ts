import { type RawData, WebSocket } from 'ws';
import { TOKEN } from '../../memoryPlatform/startMemoryPlatform.ts';

/** Sockets opened at the same time: a listening queue is not endless. */
const OPEN_AT_ONCE = 50;
/** Where every delta says its number: `{"type":"delta","channel":"status","number":12,`. */
const NUMBER = /^\{"type":"delta","channel":"status","number":(\d+)/;
const HEAD_BYTES = 80;

/** Many listeners on one server. Counts what each heard, and notes when. */
export class StreamClients {
  readonly #sockets: WebSocket[] = [];
  #snapshots = 0;
  #onSnapshot: () => void = () => undefined;
  /** Deltas heard so far, by number. */
  readonly #heard = new Map<number, number>();
  readonly #latenciesNs: { readonly number: number; readonly atNs: number }[] = [];
  #isTiming = false;
  #gaps = 0;
  #onRound: (number: number) => void = () => undefined;
  /** The text of the first delta of each number, while they are kept. */
  readonly texts: string[] = [];
  isKeepingTexts = false;

  get count(): number {
    return this.#sockets.length;
  }

  /** Deltas that did not follow the one before on their connection. */
  get gaps(): number {
    return this.#gaps;
  }

  async open(url: string, count: number, withSnapshots: boolean): Promise<void> {
    for (let from = 0; from < count; from += OPEN_AT_ONCE) {
      const some = Array.from({ length: Math.min(OPEN_AT_ONCE, count - from) }, () => this.#open(url));
      await Promise.all(some);
    }
    if (!withSnapshots) return;
    await new Promise<void>((done) => {
      this.#onSnapshot = () => void (this.#snapshots === count && done());
      for (const socket of this.#sockets) socket.send('{"type":"subscribe","channel":"status"}');
    });
  }

  /** Calls back whenever everybody has another delta. */
  onRound(listener: (number: number) => void): void {
    this.#onRound = listener;
  }

  startTiming(): void {
    this.#latenciesNs.length = 0;
    this.#isTiming = true;
  }

  /** How long after its beginning each delta arrived at each listener. Units: ms. */
  stopTiming(begunNs: readonly number[]): number[] {
    this.#isTiming = false;
    const first = this.#latenciesNs.reduce((least, { number }) => Math.min(least, number), Infinity);
    return this.#latenciesNs.map(
      ({ number, atNs }) => (atNs - (begunNs[number - first] ?? Number.NaN)) / 1e6,
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #open(url: string): Promise<void> {
    const address = `${url.replace('http', 'ws')}/api/stream`;
    const socket = new WebSocket(address, {
      headers: { authorization: `Bearer ${TOKEN}` },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    this.#sockets.push(socket);
    let last = -1;
    socket.on('message', (data: RawData) => {
      const bytes = data as Buffer;
      const number = Number(NUMBER.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1] ?? -1);
      if (number < 0) {
        this.#snapshots += 1;
        return this.#onSnapshot();
      }
      if (last >= 0 && number !== last + 1) this.#gaps += 1;
      last = number;
      this.#take(number, bytes);
    });
    return new Promise((done, fail) => socket.once('open', () => done()).once('error', fail));
  }

  #take(number: number, bytes: Buffer): void {
    if (this.#isTiming) this.#latenciesNs.push({ number, atNs: Number(process.hrtime.bigint()) });
    const heard = (this.#heard.get(number) ?? 0) + 1;
    if (heard === 1 && this.isKeepingTexts) this.texts.push(String(bytes));
    if (heard < this.#sockets.length) {
      this.#heard.set(number, heard);
      return;
    }
    this.#heard.delete(number);
    this.#onRound(number);
  }
}
