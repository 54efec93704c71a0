import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Problem } from './Problem.ts';
import { Project } from './Project.ts';

/** Writes a small checkout into a temporary folder that goes when the test ends. */
export function planted(files: Readonly<Record<string, string | Uint8Array>>): Project {
  const root = mkdtempSync(join(tmpdir(), 'tidy-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return new Project(root);
}

/** The manifest of a package with those dependencies. */
export function manifest(name: string, ...dependencies: readonly string[]): string {
  return JSON.stringify({
    name,
    exports: { '.': './src/index.ts' },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '0.1.0'])),
  });
}

/** Where problems are and what they say, one line each. */
export function said(problems: readonly Problem[]): string[] {
  return problems.map(({ file, line, what }) => `${file}:${line}: ${what}`);
}
