import { OPERATION } from '@qca/api';
import { Argument, type Command } from 'commander';
import { PlatformClient } from '../PlatformClient.ts';
import { addPlatformOption, addWhyOption, printCommand, type SignedFlags } from './platformOptions.ts';
import { wrongUse } from './wrongUse.ts';

/** `qca agent strategy on|off|set <name>`: switches a strategy, or changes its parameters within their bounds. */
export function addAgentStrategy(noun: Command): void {
  const command = noun
    .command('strategy')
    .description('switch a strategy on or off, or set its parameters')
    .addArgument(new Argument('<action>').choices(['on', 'off', 'set']))
    .argument('<name>', 'the strategy')
    .option('--parameters <json>', 'with set: an object, {"fast":10}');
  addWhyOption(addPlatformOption(command)).action(
    async (
      action: 'on' | 'off' | 'set',
      strategy: string,
      { why, parameters, ...flags }: SignedFlags & { readonly parameters?: string },
    ) => {
      const client = new PlatformClient(flags.folder);
      if (action === 'set') {
        const body = { strategy, parameters: readParameters(parameters), why };
        return printCommand(await client.command(OPERATION.setParameters, body), flags);
      }
      if (parameters !== undefined) throw wrongUse('--parameters', '--parameters goes with "set"');
      const body = { strategy, on: action === 'on', why };
      printCommand(await client.command(OPERATION.switchStrategy, body), flags);
    },
  );
}

function readParameters(text: string | undefined): unknown {
  if (text === undefined) throw wrongUse('--parameters', 'strategy set needs --parameters');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrongUse('--parameters', `it is not JSON: ${(cause as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrongUse('--parameters', 'it is not an object', 'Give an object, {"fast":10}.');
}
