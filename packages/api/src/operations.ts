import type { Operation } from './Operation.ts';
import * as commands from './operations/commands.ts';
import * as read from './operations/read.ts';
import * as session from './operations/session.ts';

const { COMMANDS, ...givenCommands } = commands;

/** Every operation of the platform, by name. */
export const OPERATION = { ...session, ...read, ...givenCommands } as const;

export const OPERATIONS: readonly Operation[] = Object.values(OPERATION);
