import { OPERATION } from '@qca/api';
import { Refusal } from '@qca/base';
import type { Command } from 'commander';
import { note, printJson, printLines } from '../output.ts';
import { newCommandId, PlatformClient } from '../PlatformClient.ts';
import { addPlatformOption, addWhyOption, printCommand, type SignedFlags } from './platformOptions.ts';

/** Who the journal names for what comes from this machine's command line. */
const WHO = 'cli';

/** `qca agent stop`: ends the run; nothing is played until the agent is armed. */
export function addAgentStop(noun: Command): void {
  const command = noun
    .command('stop')
    .description('end the run: open orders are cancelled, the journal is closed, nothing is sold');
  addWhyOption(addPlatformOption(command)).action(async ({ why, ...flags }: SignedFlags) => {
    printCommand(await new PlatformClient(flags.folder).command(OPERATION.stopAgent, { why }), flags);
  });
}

/** `qca agent kill`: the kill switch, through the guard alone. */
export function addAgentKill(noun: Command): void {
  const command = noun
    .command('kill')
    .description('kill switch: no new exposure from now on; open risk is reduced as planned');
  addWhyOption(addPlatformOption(command)).action(async ({ why, ...flags }: SignedFlags) => {
    const client = new PlatformClient(flags.folder);
    const reply = await client.guard({ kind: 'kill', commandId: newCommandId(), who: WHO, why });
    if (reply.kind !== 'killed') throw guardRefusal(reply.kind === 'problem' ? reply.what : reply.kind);
    if (flags.json === true) return printJson({ guard: reply });
    const how = {
      acknowledged: 'the agent has stopped adding exposure',
      'agent-ended': 'the agent did not answer and was ended; it comes back killed',
      'no-agent': 'no agent runs; the next one begins killed',
    }[reply.how];
    printLines([
      `Killed after ${Math.ceil(reply.doneMs)} ms: ${how} (command ${reply.commandId}).`,
      ...(reply.cancelled === null ? [] : [`${reply.cancelled} orders cancelled at the venue.`]),
      ...reply.troubles.map((each) => `Beside: ${each}`),
      'It stays so until: qca agent arm --why …',
    ]);
  });
}

/** `qca agent arm`: lets a strategy or everything trade again. */
export function addAgentArm(noun: Command): void {
  const command = noun
    .command('arm')
    .description('let a halted, reducing or killed strategy or platform trade again')
    .option('--scope <name>', 'a strategy, or platform', 'platform');
  addWhyOption(addPlatformOption(command)).action(
    async ({ why, scope, ...flags }: SignedFlags & { readonly scope: string }) => {
      const client = new PlatformClient(flags.folder);
      try {
        printCommand(await client.command(OPERATION.armTrading, { scope, why }), flags);
      } catch (error) {
        const isAway = error instanceof Refusal && error.kind === 'no-platform';
        if (!isAway || scope !== 'platform') throw error;
        note('The server does not answer; the guard is asked.');
        const reply = await client.guard({ kind: 'rearm', commandId: newCommandId(), who: WHO, why });
        if (reply.kind !== 'rearmed') throw guardRefusal(reply.kind === 'problem' ? reply.what : reply.kind);
        if (reply.outcome === 'refused')
          throw guardRefusal(`the agent refused: ${reply.rule} ${reply.detail}`);
        if (flags.json === true) printJson({ guard: reply });
        else printLines([`rearm: ${reply.outcome} (command ${reply.commandId}).`]);
      }
    },
  );
}

function guardRefusal(what: string): Refusal {
  return new Refusal({
    kind: 'guard-refused',
    what,
    where: 'guard',
    remedy: 'Look at logs/guard.log in the folder of the platform.',
  });
}
