import { Refusal } from '@qca/base';
import type { ChainBlock, ChainEvent, ChainEventFilter, ChainEvents, ChainPage } from '@qca/ports';
import { isNewPage } from '@qca/ports';
import { LineFile } from './LineFile.ts';
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
  readonly #file: LineFile;

  private constructor(path: string) {
    this.#path = path;
    this.#file = new LineFile(path);
  }

  /** Rejects, as `Refusal`: `chain-events-damaged`. */
  static async open(path: string): Promise<FileChainEvents> {
    const events = new FileChainEvents(path);
    try {
      for (const line of events.#file.found) await events.#replay(JSON.parse(line) as Line);
    } catch {
      events.#file.close();
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
    this.#file.clear();
    await this.#memory.clear();
  }

  async close(): Promise<void> {
    this.#file.close();
  }

  async #replay(line: Line): Promise<void> {
    if ('page' in line) await this.#memory.append(line.page);
    else if (Number.isInteger(line.rollBack)) await this.#memory.rollBack(line.rollBack);
    else throw damaged(this.#path);
  }

  #write(line: Line): void {
    this.#file.append(JSON.stringify(line));
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
