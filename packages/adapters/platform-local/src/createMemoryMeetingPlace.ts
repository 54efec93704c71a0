import type { MeetingPlace } from '@qca/ports';
import { MemoryCommandInbox } from './MemoryCommandInbox.ts';
import { MemoryStatusBoard } from './MemoryStatusBoard.ts';

/** A meeting place for roles that share one process; what is in it ends with the process. */
export function createMemoryMeetingPlace(): MeetingPlace {
  const inbox = new MemoryCommandInbox();
  const statusBoard = new MemoryStatusBoard();
  return {
    inbox,
    statusBoard,
    async close() {
      await inbox.close();
      await statusBoard.close();
    },
  };
}
