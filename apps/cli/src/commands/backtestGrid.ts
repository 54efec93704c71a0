import type { Command } from 'commander';

export function addBacktestGrid(noun: Command): void {
  void noun;
}
