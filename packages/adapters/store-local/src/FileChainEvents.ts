import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '@qca/base';
import type { ChainBlock, ChainEvent, ChainEventFilter, ChainEvents, ChainPage } from '@qca/ports';
import { isNewPage } from '@qca/ports';
import { MemoryChainEvents } from './MemoryChainEvents.ts';

type Line = { readonly page: ChainPage } | { readonly rollBack: number };

/**
 * What contracts said, in one file of lines, one for each page and each roll-back, and in memory.
 *
 * A line that was cut off by a crash is cut away when the file is opened again. One process writes it. As everything here can be
 * read again from the chain, a damaged file is refused and may simply be deleted.
 */
export class FileChainEvents implements ChainEvents {
  readonly #memory = new MemoryChainEvents();
  readonly #path: string;
  readonly #file: number;

  private constructor(path: string, length: number) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'a');
    ftruncateSync(this.#file, length);
  }

  /** Rejects, as `Refusal`: `chain-events-damaged`. */
  static async open(path: string): Promise<FileChainEvents> {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const events = new FileChainEvents(path, Buffer.byteLength(whole));
    try {
      for (const line of whole.split('\n')) if (line !== '') await events.#replay(JSON.parse(line) as Line);
    } catch {
      closeSync(events.#file);
      throw damaged(path);
    }
    return events;
  }

  checkpoints(): Promise<readonly ChainBlock[]> {
    return this.#memory.checkpoints();
  }

  async append(page: ChainPage): Promise<void> {
    if (!isNewPage(await this.#memory.checkpoints(), page)) return;
    this.#write({ page });
    await this.#memory.append(page);
  }

  async rollBack(toNumber: number): Promise<void> {
    this.#write({ rollBack: toNumber });
    await this.#memory.rollBack(toNumber);
  }

  read(filter: ChainEventFilter): Promise<readonly ChainEvent[]> {
    return this.#memory.read(filter);
  }

  async clear(): Promise<void> {
    ftruncateSync(this.#file, 0);
    fsyncSync(this.#file);
    await this.#memory.clear();
  }

  async close(): Promise<void> {
    closeSync(this.#file);
  }

  async #replay(line: Line): Promise<void> {
    if ('page' in line) await this.#memory.append(line.page);
    else if (Number.isInteger(line.rollBack)) await this.#memory.rollBack(line.rollBack);
    else throw damaged(this.#path);
  }

  #write(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
  }
}

function damaged(path: string): Refusal {
  return new Refusal({
    kind: 'chain-events-damaged',
    what: 'the file of what contracts said cannot be read',
    where: path,
    remedy: 'Delete it: everything in it is read again from the chain.',
  });
}
