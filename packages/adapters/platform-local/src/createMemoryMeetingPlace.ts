import type { MeetingPlace } from '@qca/ports';
import { MemoryAccounts } from './MemoryAccounts.ts';
import { MemoryAuditLog } from './MemoryAuditLog.ts';
import { MemoryCommandInbox } from './MemoryCommandInbox.ts';
import { MemoryStatusBoard } from './MemoryStatusBoard.ts';

/** A meeting place for roles that share one process; what is in it ends with the process. */
export function createMemoryMeetingPlace(): MeetingPlace {
  const inbox = new MemoryCommandInbox();
  const statusBoard = new MemoryStatusBoard();
  return {
    inbox,
    statusBoard,
    accounts: new MemoryAccounts(),
    auditLog: new MemoryAuditLog(),
    async close() {
      await inbox.close();
      await statusBoard.close();
    },
  };
}
