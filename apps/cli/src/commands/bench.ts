import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

/** `qca bench`: the same as `npm run bench`, with its flags handed through. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure the engine, beside its peers with --peers')
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action((_flags: unknown, command: Command) => {
      const script = fileURLToPath(new URL('../../../../scripts/bench.ts', import.meta.url));
      process.exitCode =
        spawnSync(process.execPath, [script, ...command.args], { stdio: 'inherit' }).status ?? 1;
    });
}
