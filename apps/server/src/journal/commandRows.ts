import { setTimeout as delay } from 'node:timers/promises';
import type { CommandRow } from '@qca/api';
import type { InboxCommand } from '@qca/ports';
import type { Platform } from '../Platform.ts';
import { presentCommand, presentInboxCommand } from '../present/rows.ts';

/** Tables are written behind the journal; so long what stands in it is waited for. */
const TABLES_MS_MAX = 1_000;
const LOOK_MS = 10;

/**
 * The commands of a run, the newest first: what its journal says of each, whoever gave it; and between them what the inbox
 * holds and no journal does, because it still waits or was refused before it reached the engine.
 */
export async function commandRows(
  { store, meeting, status }: Platform,
  run: string,
  limit: number,
): Promise<readonly CommandRow[]> {
  const rows = (await store.projections.commands(run, { limit })).map(presentCommand);
  if (status.agent?.run.id !== run) return rows;
  const known = new Map(rows.map((row) => [row.commandId, row]));
  const oldest = rows.length < limit ? -1 : (rows.at(-1)?.sequence ?? -1);
  // A command of the inbox belongs behind the last one before it that the journal knows.
  let after = -1;
  const beside: { readonly after: number; readonly row: CommandRow }[] = [];
  for (const command of (await meeting.inbox.list(limit)).toReversed()) {
    const { answer, commandId } = command;
    after = known.get(commandId)?.sequence ?? after;
    if (known.has(commandId)) continue;
    const row = presentInboxCommand(command);
    if (answer === undefined) beside.push({ after: Number.POSITIVE_INFINITY, row });
    else if (answer.run === undefined && after >= oldest) beside.push({ after, row });
  }
  return [...rows.map((row) => ({ after: row.sequence, row })), ...beside]
    .map((each, place) => ({ ...each, place }))
    .sort((a, b) => (a.after === b.after ? b.place - a.place : b.after - a.after))
    .slice(0, limit)
    .map(({ row }) => row);
}

/** What is known of one command of the inbox: what the journal says, where it holds what came of it. */
export async function commandRow({ store }: Platform, command: InboxCommand) {
  const { answer, commandId } = command;
  if (answer?.run === undefined) return { ...presentInboxCommand(command), run: null };
  const { run, sequence } = answer;
  for (let waitedMs = 0; waitedMs < TABLES_MS_MAX; waitedMs += LOOK_MS) {
    if ((await store.projections.through(run)) >= sequence) break;
    await delay(LOOK_MS);
  }
  const [row] = await store.projections.commands(run, { limit: 1, commandId });
  return { ...(row === undefined ? presentInboxCommand(command) : presentCommand(row)), run };
}
