import { OPERATION, type PlatformStatus } from '@qca/api';
import { Argument, type Command } from 'commander';
import { printJson, printLines, table } from '../output.ts';
import { PlatformClient } from '../PlatformClient.ts';
import { addPlatformOption, type PlatformFlags, printCommand } from './platformOptions.ts';
import { wrongUse } from './wrongUse.ts';

interface Flags extends PlatformFlags {
  readonly from?: string;
  readonly to?: string;
  readonly amount?: string;
  readonly why?: string;
}

/** `qca agent budget [move]`: what each strategy may use, and moving capital between two. */
export function addAgentBudget(noun: Command): void {
  const command = noun
    .command('budget')
    .description('list budgets, or move capital from one strategy to another')
    .addArgument(new Argument('[action]', 'nothing to list').choices(['move']))
    .option('--from <name>', 'strategy that gives, or platform for the reserve')
    .option('--to <name>', 'strategy that gets, or platform for the reserve')
    .option('--amount <decimal>', 'in the reporting asset')
    .option('--why <text>', 'why, in your own words; kept in the journal');
  addPlatformOption(command).action(async (action: 'move' | undefined, flags: Flags) => {
    const client = new PlatformClient(flags.folder);
    if (action === undefined) return list(client, flags);
    const { from, to, amount, why } = flags;
    for (const [name, value] of Object.entries({ from, to, amount, why }))
      if (value === undefined) throw wrongUse(`--${name}`, `budget move needs --${name}`);
    printCommand(await client.command(OPERATION.moveBudget, { from, to, amount, why }), flags);
  });
}

async function list(client: PlatformClient, flags: Flags): Promise<void> {
  const { strategies, reportingAsset } = (await client.ask(OPERATION.readStatus)) as PlatformStatus;
  const budgets = strategies.map(({ name, budget, equity, exposure }) => ({
    name,
    budget,
    equity,
    exposure,
  }));
  if (flags.json === true) return printJson({ asset: reportingAsset, budgets });
  printLines(
    table([
      ['strategy', `budget ${reportingAsset}`, 'equity', 'exposure'],
      ...budgets.map((each) => [
        each.name,
        each.budget.toFixed(2),
        each.equity.toFixed(2),
        each.exposure.toFixed(2),
      ]),
    ]),
  );
}
