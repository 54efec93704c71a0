import { join } from 'node:path';
import type { Missing, Runner, Settings } from '../Workload.ts';
import { PeerProcess } from './PeerProcess.ts';
import { exists, pythonOf } from './preparePeers.ts';

/** A script beside this file that speaks the protocol of `PeerProcess`. */
export interface PeerScript {
  /** The peer's name, for the message when it cannot be started. */
  readonly name: string;
  /** `….py` runs in the peers' Python environment, `….ts` in Node. */
  readonly file: string;
  /** What the script is told, beside the folders of data and peers. */
  readonly task: Readonly<Record<string, unknown>>;
}

/** Starts the peers of a workload, none when none were asked for; those that cannot be had come back as missing. */
export async function startPeers(
  settings: Settings,
  scripts: readonly PeerScript[],
): Promise<{ peers: Runner[]; missing: Missing[] }> {
  const peers: Runner[] = [];
  const missing: Missing[] = [];
  if (settings.peers === undefined) return { peers, missing };
  for (const { name, file, task } of scripts) {
    const isPython = file.endsWith('.py');
    const command = isPython ? pythonOf(settings.peers) : process.execPath;
    try {
      if (isPython && !(await exists(command))) throw new Error('there is no Python environment');
      const told = JSON.stringify({ ...task, data: settings.data, peers: settings.peers });
      peers.push(await PeerProcess.start(command, [join(import.meta.dirname, file), told]));
    } catch (error) {
      missing.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { peers, missing };
}
