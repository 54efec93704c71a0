import type { Accounts } from './Accounts.ts';
import type { AuditLog } from './AuditLog.ts';
import type { CommandInbox } from './CommandInbox.ts';
import type { StatusBoard } from './StatusBoard.ts';

/** Where the roles of one platform meet: the agent, the guard, the server. */
export interface MeetingPlace {
  readonly inbox: CommandInbox;
  readonly statusBoard: StatusBoard;
  readonly accounts: Accounts;
  readonly auditLog: AuditLog;
  /** Ends all listening. */
  close(): Promise<void>;
}
