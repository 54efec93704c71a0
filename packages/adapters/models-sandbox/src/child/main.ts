import { readSync, writeSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { COLUMNS, FRAME, HEADER_BYTES, type OpenFrame, WORDS_MAX } from '../frames.ts';
import { closeDoors } from './closeDoors.ts';
import { type Program, Stop } from './Program.ts';

// The process that runs one model. It reads a frame, does it, answers, and waits for the next; it ends with its input.

const INPUT = 0;
const OUTPUT = 1;
/** What an answer may be, by its meaning. */
const RANGES = {
  'target-weights': [-10, 10],
  'expected-return': [-10, 10],
  'probability-up': [0, 1],
} as const;

try {
  await serve();
} catch (error) {
  refuse(error);
  process.exit(1);
}

async function serve(): Promise<void> {
  const open = JSON.parse(text(expectFrame(FRAME.open))) as OpenFrame;
  const artefact = expectFrame(FRAME.artefact);
  const begin = await load(open, artefact);
  write(FRAME.ready, new Uint8Array(0));
  let run: { readonly program: Program; readonly count: number; index: number } | undefined;
  for (;;) {
    const frame = readFrame();
    if (frame === undefined) return;
    if (frame.kind === FRAME.instruments) {
      // Names of instruments begin a run, the first or another: nothing of the one before is left.
      const instruments = JSON.parse(text(frame.bytes)) as string[];
      run = { program: await begin(), count: instruments.length, index: 0 };
      run.program.start(instruments);
      write(FRAME.ready, new Uint8Array(0));
    } else if (frame.kind === FRAME.steps && run !== undefined) {
      const outputs = predict(run.program, open, { bytes: frame.bytes, count: run.count, index: run.index });
      run.index += outputs.length / run.count;
      write(FRAME.outputs, new Uint8Array(outputs.buffer));
    } else process.exit(2);
  }
}

/** Makes a program that has seen nothing. */
type Begin = () => Program | Promise<Program>;

async function load(open: OpenFrame, artefact: Uint8Array): Promise<Begin> {
  if (open.format === 'script') {
    const { loadQuickJs, ScriptProgram } = await import('./ScriptProgram.ts');
    const makeEngine = await loadQuickJs();
    closeDoors('script');
    const source = open.isTypeScript ? withoutTypes(text(artefact)) : text(artefact);
    return async () => new ScriptProgram(await makeEngine(), source, open);
  }
  if (open.format === 'wasm') {
    const { compile, WasmProgram } = await import('./WasmProgram.ts');
    closeDoors('wasm');
    const module = compile(artefact);
    return () => new WasmProgram(module, open);
  }
  const [{ OnnxProgram, openSession }, { loadOnnx }] = await Promise.all([
    import('./OnnxProgram.ts'),
    import('./loadOnnx.ts'),
  ]);
  const engine = await loadOnnx();
  closeDoors('onnx');
  openSession(engine, artefact);
  // A session keeps nothing from one call to the next.
  return () => new OnnxProgram(engine, open.onnx!);
}

function withoutTypes(source: string): string {
  try {
    return stripTypeScriptTypes(source);
  } catch (error) {
    const said = (error as Error).message.split('\n', 1)[0];
    throw new Stop('model-refused', `the types of the script cannot be stripped: ${said}`);
  }
}

interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Number of its first step, from the start of the run. */
  readonly index: number;
}

function predict(
  program: Program,
  open: OpenFrame,
  { bytes, count, index }: Chunk,
): Float64Array<ArrayBuffer> {
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const width = count * COLUMNS;
  const steps = all.length / (1 + width);
  const outputs = new Float64Array(steps * count);
  const [min, max] = RANGES[open.meaning];
  // A copy of one step: a program that reads beyond its arguments would still not find the next one.
  const bars = new Float64Array(width);
  for (let step = 0; step < steps; step += 1) {
    const out = outputs.subarray(step * count, (step + 1) * count);
    for (let cell = 0, from = steps + step * width; cell < width; cell += 1) bars[cell] = all[from + cell]!;
    program.step(all[step]!, index + step, bars, out);
    const isWarm = index + step >= open.warmup;
    for (let instrument = 0; instrument < count; instrument += 1) {
      // One zero: −0 and 0 are the same order, and must have the same bytes.
      const value = out[instrument]! + 0;
      out[instrument] = value;
      if (!isWarm) out[instrument] = Number.NaN;
      else if (value < min || value > max) {
        throw new Stop(
          'model-output-out-of-range',
          `the model answered ${value}; ${open.meaning} lie from ${min} to ${max}`,
        );
      }
    }
  }
  return outputs;
}

function refuse(error: unknown): void {
  const kind = error instanceof Stop ? error.kind : 'model-crashed';
  const what = (error instanceof Error ? error.message : 'unknown').slice(0, WORDS_MAX);
  write(FRAME.refused, new TextEncoder().encode(JSON.stringify({ kind, what })));
}

function expectFrame(kind: number): Uint8Array<ArrayBuffer> {
  const frame = readFrame();
  if (frame?.kind !== kind) process.exit(2);
  return frame.bytes;
}

function readFrame(): { readonly kind: number; readonly bytes: Uint8Array<ArrayBuffer> } | undefined {
  const header = readExactly(HEADER_BYTES);
  if (header === undefined) return undefined;
  const bytes = readExactly(new DataView(header.buffer).getUint32(0, true));
  return bytes === undefined ? undefined : { kind: header[4]!, bytes };
}

/** Blocks until the bytes are there; undefined at the end of the input. */
function readExactly(length: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const read = readSync(INPUT, bytes, at, length - at, null);
    if (read === 0) return undefined;
    at += read;
  }
  return bytes;
}

function write(kind: number, bytes: Uint8Array): void {
  const frame = new Uint8Array(HEADER_BYTES + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame[4] = kind;
  frame.set(bytes, HEADER_BYTES);
  for (let at = 0; at < frame.length; ) at += writeSync(OUTPUT, frame, at);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
