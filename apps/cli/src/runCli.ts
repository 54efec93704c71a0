import { Fault, Refusal } from '@qca/base';
import { Command, CommanderError, Option } from 'commander';
import { addAgentBudget } from './commands/agentBudget.ts';
import { addAgentArm, addAgentKill, addAgentStop } from './commands/agentControl.ts';
import { addAgentGuard } from './commands/agentGuard.ts';
import { addAgentRun } from './commands/agentRun.ts';
import { addAgentStatus } from './commands/agentStatus.ts';
import { addAgentStrategy } from './commands/agentStrategy.ts';
import { addBacktestGrid } from './commands/backtestGrid.ts';
import { addBacktestOptimise } from './commands/backtestOptimise.ts';
import { addBacktestRun } from './commands/backtestRun.ts';
import { addBench } from './commands/bench.ts';
import { addChainDeploy } from './commands/chainDeploy.ts';
import { addChainDown } from './commands/chainDown.ts';
import { addChainIndex } from './commands/chainIndex.ts';
import { addChainStatus } from './commands/chainStatus.ts';
import { addChainUp } from './commands/chainUp.ts';
import { addChainVerify } from './commands/chainVerify.ts';
import { addDataCheck } from './commands/dataCheck.ts';
import { addDataImport } from './commands/dataImport.ts';
import { addExchangeCheck } from './commands/exchangeCheck.ts';
import { addJournalReplay } from './commands/journalReplay.ts';
import { addJournalVerify } from './commands/journalVerify.ts';
import { addKeysAdd } from './commands/keysAdd.ts';
import { addKeysList } from './commands/keysList.ts';
import { addKeysRemove } from './commands/keysRemove.ts';
import { addLedgerBalance } from './commands/ledgerBalance.ts';
import { addModelEvaluate } from './commands/modelEvaluate.ts';
import { addModelVerify } from './commands/modelVerify.ts';
import { addOrderExplain } from './commands/orderExplain.ts';
import { addRunList } from './commands/runList.ts';
import { addStats } from './commands/stats.ts';
import { printJson } from './output.ts';

/** Done, failed (bad data, a difference, the outside), wrong use (flags, ids, names). */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

/** Runs one command line and returns its exit code. */
export async function runCli(words: readonly string[]): Promise<number> {
  const program = buildProgram();
  try {
    await program.parseAsync([...words], { from: 'user' });
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : wrongUse(error, words);
    return report(error, words.includes('--json'));
  }
}

function buildProgram(): Command {
  const program = new Command('qca')
    .description(
      'Quantum Chain AI: play recorded markets, trade them with the Quantum Profit Agent, and ask why.',
    )
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) })
    .showHelpAfterError('(add --help for the flags)');
  const noun = (name: string, description: string): Command =>
    program.command(name).description(description).exitOverride();
  const data = noun('data', 'recorded markets on disk');
  addDataImport(data);
  addDataCheck(data);
  const backtest = noun('backtest', 'strategies against recorded or generated markets');
  addBacktestRun(backtest);
  addBacktestGrid(backtest);
  addBacktestOptimise(backtest);
  const model = noun('model', 'trading models: what they are honestly worth');
  addModelEvaluate(model);
  addModelVerify(model);
  addStats(noun('stats', 'every estimator by its standard name'));
  const agent = noun('agent', 'the Quantum Profit Agent');
  addAgentRun(agent);
  addAgentGuard(agent);
  addAgentStatus(agent);
  addAgentStop(agent);
  addAgentKill(agent);
  addAgentArm(agent);
  addAgentBudget(agent);
  addAgentStrategy(agent);
  const chain = noun('chain', 'the contracts: a local chain, deployments, what is where');
  addChainUp(chain);
  addChainDown(chain);
  addChainStatus(chain);
  addChainVerify(chain);
  addChainIndex(chain);
  addChainDeploy(chain);
  addExchangeCheck(noun('exchange', 'venues that are traded live'));
  addRunList(noun('run', 'runs that are kept'));
  addOrderExplain(noun('order', 'orders of a run'));
  const keys = noun('keys', 'keys of venues, kept sealed');
  addKeysAdd(keys);
  addKeysList(keys);
  addKeysRemove(keys);
  const journal = noun('journal', 'the record of a run');
  addJournalVerify(journal);
  addJournalReplay(journal);
  addLedgerBalance(noun('ledger', 'the double-entry ledger of a run'));
  addBench(program);
  for (const group of program.commands) for (const command of group.commands) common(command);
  return program;
}

function common(command: Command): void {
  command.exitOverride();
  command.addOption(new Option('--json', 'print one JSON document on standard output'));
  command.addOption(new Option('--home <folder>', 'folder that keeps runs').default('.qca'));
}

function wrongUse(error: CommanderError, words: readonly string[]): number {
  if (words.includes('--json'))
    printJson({
      error: {
        kind: error.code,
        what: error.message,
        where: 'command line',
        remedy: 'Add --help for the flags.',
      },
    });
  return EXIT.wrongUse;
}

/** Says what went wrong on standard error (and as JSON when asked), and returns the exit code it stands for. */
function report(error: unknown, json: boolean): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`qca: ${message}\n`);
  if (error instanceof Refusal) {
    if (json)
      printJson({ error: { kind: error.kind, what: message, where: error.where, remedy: error.remedy } });
    return isWrongUse(error) ? EXIT.wrongUse : EXIT.failed;
  }
  if (json)
    printJson({
      error: {
        kind: error instanceof Fault ? 'fault' : 'failure',
        what: message,
        where: 'qca',
        remedy: 'Run again; if it stays, the message says what the outside answered.',
      },
    });
  if (!(error instanceof Fault) && error instanceof Error && error.stack !== undefined)
    process.stderr.write(`${error.stack}\n`);
  return EXIT.failed;
}

function isWrongUse(refusal: Refusal): boolean {
  return refusal.where.startsWith('--') || ['command line', 'run id', 'secret name'].includes(refusal.where);
}
