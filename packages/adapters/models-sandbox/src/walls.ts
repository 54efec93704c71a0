import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ModelFormat } from '@qca/models';
import { MODEL_LIMITS, type ModelLimits } from '@qca/ports';

/** What stands around a model besides its own engine, on this machine. */
export interface Walls {
  /** The runtime's permissions: no file but the runtime's own before the model is looked at, none after; no process, no thread. */
  readonly permissions: true;
  /** A network namespace with nothing in it. Without it only the runtime's own ways to a network are closed. */
  readonly network: 'namespace' | 'runtime-only';
  /** A user that owns nothing; else the user who runs this. */
  readonly user: 'nobody' | 'caller';
  /** Memory, processor time, files and core dumps are limited by the operating system. */
  readonly limits: boolean;
}

interface Layer {
  readonly name: 'namespace' | 'nobody' | 'no-new-privileges' | 'limits';
  /** Words before the command that it runs. */
  readonly words: readonly string[];
}

export interface Launch {
  readonly command: string;
  readonly arguments: readonly string[];
}

/**
 * Private writable memory that the runtime maps before any model, measured at 600 to 640 MiB on Linux, x64: mostly set
 * aside for its heap and compiled code, and not touched.
 */
const RUNTIME_BYTES = 704 << 20;
const OPEN_FILES_MAX = 64;
const PROCESSOR_GRACE_S = 2;
/** Of the runtime's own heap; models live outside it. */
const HEAP_MIB = 128;
const NOBODY = '65534';
const PROBE_MS = 20_000;
const MAIN = fileURLToPath(new URL('./child/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

let probed: Promise<readonly Layer[]> | undefined;

/** Returns the walls that stand here. Asked once, by trying each. */
export async function standingWalls(): Promise<Walls> {
  const names = (await layers()).map(({ name }) => name);
  return {
    permissions: true,
    network: names.includes('namespace') ? 'namespace' : 'runtime-only',
    user: names.includes('nobody') ? 'nobody' : 'caller',
    limits: names.includes('limits'),
  };
}

/** Returns the command that starts a program, which runs models, behind all walls that stand here. */
export async function launch(format: ModelFormat, limits: ModelLimits, program = MAIN): Promise<Launch> {
  const words = [
    ...(await layers()).flatMap((layer) => (layer.name === 'limits' ? limitWords(limits) : layer.words)),
    process.execPath,
    '--permission',
    `--allow-fs-read=${ROOT}packages`,
    `--allow-fs-read=${ROOT}node_modules`,
    format === 'onnx' ? '--allow-addons' : '--no-addons',
    `--max-old-space-size=${HEAP_MIB}`,
    '--disallow-code-generation-from-strings',
    '--disable-sigusr1',
    '--no-warnings',
    program,
  ];
  return { command: words[0]!, arguments: words.slice(1) };
}

function limitWords({ memoryBytes, processorSeconds }: ModelLimits): string[] {
  const memoryKib = Math.ceil((memoryBytes + RUNTIME_BYTES) / 1_024);
  const seconds = Math.ceil(processorSeconds);
  // Private writable memory, not address space: WebAssembly reserves far more of that than it ever touches.
  const memory = `ulimit -d ${memoryKib}`;
  // At the soft limit comes a signal that tells why; at the hard one the end.
  const processor = `ulimit -t ${seconds + PROCESSOR_GRACE_S} && ulimit -S -t ${seconds}`;
  const limits = `ulimit -c 0 && ulimit -f 0 && ulimit -n ${OPEN_FILES_MAX} && ${processor} && ${memory}`;
  return ['/bin/sh', '-c', `${limits} && exec env -i "$@"`, 'sh'];
}

function layers(): Promise<readonly Layer[]> {
  probed ??= probe();
  return probed;
}

/** Keeps each layer that works within those before it, the outermost first. */
async function probe(): Promise<readonly Layer[]> {
  const standing: Layer[] = [];
  const keepFirst = async (...candidates: readonly Layer[]): Promise<void> => {
    for (const candidate of candidates) {
      if (!(await works([...standing, candidate]))) continue;
      standing.push(candidate);
      return;
    }
  };
  await keepFirst(
    { name: 'namespace', words: ['unshare', '--net', '--'] },
    { name: 'namespace', words: ['unshare', '--user', '--net', '--'] },
  );
  // Ends with the process that started it, even where that was killed.
  const tied = ['--pdeathsig', 'KILL'];
  const dropped = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
  await keepFirst(
    { name: 'nobody', words: ['setpriv', ...dropped, '--no-new-privs', ...tied, '--'] },
    { name: 'no-new-privileges', words: ['setpriv', '--no-new-privs', ...tied, '--'] },
    { name: 'no-new-privileges', words: ['setpriv', '--no-new-privs', '--'] },
  );
  await keepFirst({ name: 'limits', words: limitWords(MODEL_LIMITS) });
  return standing;
}

/** Whether the layers let through what must get through: reading the program, and running the runtime. */
function works(candidates: readonly Layer[]): Promise<boolean> {
  const readable = ['/bin/sh', '-c', 'test -r "$1" && exec "$2" -e 0', 'sh', MAIN, process.execPath];
  const words = [...candidates.flatMap((layer) => layer.words), ...readable];
  const options = { timeout: PROBE_MS, env: ENVIRONMENT, cwd: '/' };
  return new Promise((done) => {
    execFile(words[0]!, words.slice(1), options, (error) => done(error === null));
  });
}

/** What the tools that build the walls are found by. The child itself has an empty environment where walls stand. */
export const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
