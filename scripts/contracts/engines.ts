import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

// Where the two engines are among the packages, and how they are started. Nothing is looked up on PATH.

export const contractsFolder = join(import.meta.dirname, '../../contracts');
const modules = join(contractsFolder, '../node_modules');
export const forgeFile = join(modules, '@foundry-rs/forge-linux-amd64/bin/forge');
const hardhat = join(modules, 'hardhat/dist/src/cli.js');
/** The part of Hardhat's engine that is built for each platform. */
const HARDHAT_BINARIES = ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-arm64', 'darwin-x64', 'win32-x64-msvc'];

export type Engine = 'forge' | 'hardhat';
export const ENGINES: readonly Engine[] = ['forge', 'hardhat'];

/** An artefact of a thousand contracts with storage layouts is some tens of megabytes. Units: bytes. */
const OUTPUT_BYTES_MAX = 512 * 1024 * 1024;

export interface EngineRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Says why an engine cannot run here, or nothing when it can. */
export function missingEngine(engine: Engine): string | undefined {
  if (engine === 'forge') {
    return existsSync(forgeFile)
      ? undefined
      : 'forge comes from npm for Linux on x64 only, or was left out of the install';
  }
  const found = HARDHAT_BINARIES.some((name) => existsSync(join(modules, `@nomicfoundation/edr-${name}`)));
  return found
    ? undefined
    : "Hardhat's engine was left out of the install: run `npm install` with Node 22 or newer";
}

/** Runs forge in the folder of the contracts. `folder`: another project to run it in. */
export function runForge(
  args: readonly string[],
  { env = {}, folder = contractsFolder }: { env?: Readonly<Record<string, string>>; folder?: string } = {},
): EngineRun {
  return run(forgeFile, args, { env, folder });
}

export function runHardhat(args: readonly string[], env: Readonly<Record<string, string>> = {}): EngineRun {
  return run(process.execPath, [hardhat, ...args], { env, folder: contractsFolder });
}

function run(
  file: string,
  args: readonly string[],
  { env, folder }: { env: Readonly<Record<string, string>>; folder: string },
): EngineRun {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', ...env },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { status, stdout: stdout ?? '', stderr: (stderr ?? '') + (error?.message ?? ''), seconds };
}

/** Returns what makes forge see one room alone, with artefacts of its own. */
export function forgeRoom(room: string | undefined): Record<string, string> {
  if (room === undefined) return {};
  return {
    FOUNDRY_SRC: `src/${room}`,
    FOUNDRY_TEST: `test/${room}`,
    FOUNDRY_OUT: `out/${room}`,
    FOUNDRY_CACHE_PATH: `cache/${room}`,
  };
}
