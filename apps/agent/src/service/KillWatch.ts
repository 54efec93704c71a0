import type { NewCommand } from '@qca/engine';
import type { FolderPaths } from '../guard/folderPaths.ts';
import {
  acknowledgeKill,
  isAcknowledged,
  isLocked,
  type KillLock,
  readKillLock,
  writeKillLock,
} from '../guard/killLock.ts';

/** How often the lock is looked for: the guard waits 300 ms for an acknowledgement. */
const LOOK_MS = 20;

/**
 * The agent's side of the kill switch: sees the lock without the database, gives the engine the command it stands for, and
 * acknowledges once that is safe in the journal.
 */
export class KillWatch {
  readonly #paths: FolderPaths;
  readonly #give: (command: NewCommand) => boolean;
  readonly #timer: NodeJS.Timeout;
  #isRunning = false;
  #seen = '';

  /** `give` returns whether the command has been carried out before. */
  constructor(paths: FolderPaths, give: (command: NewCommand) => boolean) {
    this.#paths = paths;
    this.#give = give;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** A run begins: where the lock is there, its command comes before everything else. */
  begin(): void {
    this.#isRunning = true;
    this.#seen = '';
    this.look();
  }

  /** No run: nothing can be sent. */
  end(): void {
    this.#isRunning = false;
    this.#seen = '';
  }

  /** The journal holds a kill safely. One that came by the inbox alone is locked now, too: the next run must know. */
  killed(kill: KillLock): void {
    if (!isLocked(this.#paths.killLock)) writeKillLock(this.#paths.killLock, kill);
    if (readKillLock(this.#paths.killLock)?.commandId === kill.commandId) this.#acknowledge(kill.commandId);
  }

  look(): void {
    if (!isLocked(this.#paths.killLock)) {
      this.#seen = '';
      return;
    }
    const lock = readKillLock(this.#paths.killLock);
    if (lock === undefined || lock.commandId === this.#seen) return;
    this.#seen = lock.commandId;
    if (!this.#isRunning) return this.#acknowledge(lock.commandId);
    const { commandId, who, why } = lock;
    if (this.#give({ kind: 'kill', commandId, who, why, plan: null })) this.#acknowledge(commandId);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #acknowledge(commandId: string): void {
    if (!isAcknowledged(this.#paths.killAck, commandId)) acknowledgeKill(this.#paths.killAck, commandId);
  }
}
