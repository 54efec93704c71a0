import type { PlatformStatus } from '@qca/api';
import type { PlayedPlatform } from './PlayedPlatform.ts';
import { StreamEar } from './StreamEar.ts';

/** What was heard while the platform was played. */
export interface Played {
  readonly ear: StreamEar;
  /** Every status that was asked for, as it came. */
  readonly statuses: readonly PlatformStatus[];
  /** Answers to commands by their id. */
  readonly commands: ReadonlyMap<
    string,
    { readonly status: number; readonly answer: Record<string, unknown> }
  >;
}

/**
 * Plays both recordings and tells the agent everything an operator can: capital moved, a strategy off and on, parameters changed,
 * commands that are refused, a restart, a kill, and re-arming. Ends with the agent suspended, so that every answer stands still.
 */
export async function play(platform: PlayedPlatform): Promise<Played> {
  const statuses = new Map<string, PlatformStatus>();
  const look = (status: PlatformStatus): void =>
    void statuses.set(`${status.run.id} ${status.sequence}`, status);
  const commands = new Map<string, { status: number; answer: Record<string, unknown> }>();
  const command = async (name: string, key: string, body: object): Promise<void> =>
    void commands.set(key, await platform.command(name, key, body));
  const traded = (fills: number) => (status: PlatformStatus) =>
    status.run.market === 'bitstamp' && sumOf(status, 'fills') >= fills;
  await platform.until(({ sequence }) => sequence > 0, look);
  const ear = new StreamEar(platform.url, platform.token);
  await platform.until(traded(10), look);
  await command('set-kill-plan', 'plan', { plan: { reduce: 'everything', order: ['ETH'] } });
  await command('move-budget', 'move', { from: 'momentum', to: 'market-making', amount: '12345.67' });
  await command('move-budget', 'move-to-reserve', { from: 'mean-reversion', to: 'platform', amount: '5000' });
  await command('move-budget', 'move-too-much', { from: 'momentum', to: 'pairs', amount: '99999999' });
  await command('switch-strategy', 'off', { strategy: 'momentum', on: false });
  await command('set-parameters', 'parameters', { strategy: 'mean-reversion', parameters: { window: 40 } });
  await command('set-parameters', 'bad-parameters', {
    strategy: 'mean-reversion',
    parameters: { window: -1 },
  });
  await command('halt', 'halt-nobody', { scope: 'nobody' });
  await command('reduce', 'reduce', { scope: 'pairs' });
  await platform.until(traded(60), look);
  await command('switch-strategy', 'on', { strategy: 'momentum', on: true });
  await command('arm', 'arm-pairs', { scope: 'pairs' });
  await platform.suspendAgent();
  platform.startAgent();
  const again = await platform.until(traded(80), look);
  await command('kill', 'kill', {});
  await platform.until(({ kill }) => kill.killed && kill.stage === 'done', look);
  await command('arm', 'arm', { scope: 'platform' });
  platform.unlock();
  await platform.until(traded(sumOf(again, 'fills') + 30), look);
  await platform.suspendAgent();
  await ear.settled();
  return { ear, statuses: [...statuses.values()], commands };
}

function sumOf({ strategies }: PlatformStatus, figure: 'fills' | 'orders'): number {
  return strategies.reduce((total, each) => total + each[figure], 0);
}
