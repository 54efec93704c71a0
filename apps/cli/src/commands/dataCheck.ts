import type { Command } from 'commander';

export function addDataCheck(noun: Command): void {
  void noun;
}
