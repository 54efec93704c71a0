import type { Command } from 'commander';

export function addDataImport(noun: Command): void {
  void noun;
}
