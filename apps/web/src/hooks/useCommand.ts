'use client';

import { type CommandRow, OPERATION, type Operation } from '@qca/api';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { call } from '../wire/call.ts';
import { newKey } from '../wire/newKey.ts';
import type { RequestOf } from '../wire/request.ts';
import { WireError } from '../wire/WireError.ts';
import { useSession } from './useSession.ts';

/** How often and how long the agent is asked whether it took a command; after that its row in the log tells. */
const ASK_EVERY_MS = 400;
const ASKS_MAX = 15;

/** An operation that gives a command. */
export type CommandOperation = Extract<
  (typeof OPERATION)[keyof typeof OPERATION],
  { tag: 'commands'; method: 'POST' }
>;

/** Gives one command. Tried again after a failure it keeps its key, so that it never acts twice. */
export function useCommand(): <O extends CommandOperation>(
  operation: O,
  request: RequestOf<O>,
) => Promise<CommandRow> {
  const session = useSession();
  const client = useQueryClient();
  const key = useRef<string>(undefined);
  const csrfToken = session.data?.csrfToken;
  return useCallback(
    async (operation, request) => {
      key.current ??= newKey();
      let { command } = (await call(operation as Operation, request as never, {
        csrfToken,
        idempotencyKey: key.current,
      }).catch((error: unknown) => {
        // Decided, if against us: the next try is another command.
        if (error instanceof WireError && error.problem !== undefined) key.current = undefined;
        throw error;
      })) as { command: CommandRow };
      key.current = undefined;
      for (let asks = 0; command.outcome === 'pending' && asks < ASKS_MAX; asks += 1) {
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
        ({ command } = await call(OPERATION.readCommand, { params: { commandId: command.commandId } }));
      }
      void client.invalidateQueries({ queryKey: [OPERATION.listCommands.name] });
      void client.invalidateQueries({ queryKey: [OPERATION.readStatus.name] });
      return command;
    },
    [csrfToken, client],
  );
}
