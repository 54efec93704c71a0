import { Refusal } from '@qca/base';
import { type ColumnMapping, importFolder } from '@qca/catalogue-arrow';
import { instrumentId } from '@qca/market';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import { progressBar } from './progressBar.ts';

interface Flags {
  readonly json?: true;
  readonly to: string;
  readonly skipBadRows?: true;
  readonly map?: string;
}

/** `qca data import <folder> --to <catalogue>`: raw CSV files into an Arrow catalogue, checked on the way. */
export function addDataImport(noun: Command): void {
  noun
    .command('import <folder>')
    .description('read raw CSV files, check them and write an Arrow catalogue')
    .requiredOption('--to <catalogue>', 'folder to write; empty or new')
    .option('--skip-bad-rows', 'leave bad rows out and report them, instead of refusing the file')
    .option('--map <field=column,…>', 'columns with other names, time=when,close=last')
    .action(async (folder: string, flags: Flags) => {
      const mapping = readMapping(flags.map);
      const bar = progressBar(flags.json !== true, 'importing');
      const result = await importFolder(folder, flags.to, {
        onBadRow: flags.skipBadRows === true ? 'skip' : 'refuse',
        onProgress: ({ bytesRead, bytesTotal }) => bar.update(bytesRead / Math.max(1, bytesTotal)),
        ...(mapping === undefined ? {} : { mapping }),
      }).finally(bar.stop);
      const recordings = result.manifest.recordings.map((each) => ({ ...each, instrument: each.instrument }));
      if (flags.json === true)
        return printJson({ catalogue: flags.to, recordings, files: result.files, notes: result.notes });
      printLines([
        ...recordings.map(
          (each) =>
            `${instrumentId(each.instrument as Parameters<typeof instrumentId>[0])}: ${each.rows.toLocaleString('en-US')} ${each.kind} from ${each.source}`,
        ),
        ...result.notes.map((each) => `Note: ${each}`),
        `Catalogue written to ${flags.to}.`,
      ]);
    });
}

function readMapping(text: string | undefined): ColumnMapping | undefined {
  if (text === undefined) return undefined;
  const mapping: Record<string, string | number> = {};
  for (const part of text.split(',')) {
    const [field, column, ...rest] = part.split('=');
    if (field === undefined || field === '' || column === undefined || column === '' || rest.length > 0) {
      throw new Refusal({
        kind: 'wrong-use',
        what: `"${part}" is no mapping`,
        where: '--map',
        remedy: 'Write field=column, separated by commas: time=when,close=last.',
      });
    }
    mapping[field] = /^\d+$/.test(column) ? Number(column) : column;
  }
  return mapping as ColumnMapping;
}
