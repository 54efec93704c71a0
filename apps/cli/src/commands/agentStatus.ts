import { OPERATION, type PlatformStatus } from '@qca/api';
import { formatTime } from '@qca/base';
import type { Command } from 'commander';
import { printJson, printLines, table } from '../output.ts';
import { PlatformClient } from '../PlatformClient.ts';
import { addPlatformOption, type PlatformFlags } from './platformOptions.ts';

/** `qca agent status`: what the running agent is doing now. */
export function addAgentStatus(noun: Command): void {
  addPlatformOption(noun.command('status').description('what the running agent is doing now')).action(
    async (flags: PlatformFlags) => {
      const status = (await new PlatformClient(flags.folder).ask(OPERATION.readStatus)) as PlatformStatus;
      if (flags.json === true) return printJson(status);
      printLines(statusLines(status));
    },
  );
}

function statusLines(status: PlatformStatus): string[] {
  const { run, platform, kill, strategies, reportingAsset, ledger, openOrders, positions } = status;
  const speed = run.speed === null ? '' : `, ${run.speed} times as fast as it happened`;
  return [
    `Run ${run.id}: ${run.prices} prices of ${run.market}, ${run.fills} fills, ${run.mode}${speed}.`,
    `Market time ${formatTime(status.timeUs)}, journal entry ${status.sequence}.`,
    kill.killed
      ? `KILLED, ${kill.stage}: ${kill.left} positions left. Arm it with: qca agent arm --why …`
      : `Risk: ${platform.mode}${platform.reason === null ? '' : ` by ${platform.reason.rule}`}.`,
    `Equity ${money(platform.equity)} ${reportingAsset}, net earnings ${platform.earnings.net} ${reportingAsset}; ${positions.length} positions, ${openOrders.length} open orders; ledger ${ledger.balanced ? 'balanced' : `differs by ${ledger.difference}`}.`,
    '',
    ...table([
      ['strategy', 'on', 'mode', 'budget', 'equity', 'net', 'orders', 'fills'],
      ...strategies.map((each) => [
        each.name,
        each.on ? 'on' : 'off',
        each.mode,
        money(each.budget),
        money(each.equity),
        each.earnings.net,
        String(each.orders),
        String(each.fills),
      ]),
    ]),
  ];
}

function money(value: number): string {
  return value.toFixed(2);
}
