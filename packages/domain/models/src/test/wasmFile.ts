import { WasmWriter } from '../wasm/WasmWriter.ts';

export const I32 = 0x7f;
export const F64 = 0x7c;

/** Parts of a WebAssembly module, written as they are given. */
export interface WasmFileParts {
  /** Functions, each with the bytes of its type. */
  readonly imports?: readonly {
    readonly module: string;
    readonly name: string;
    readonly type: readonly number[];
  }[];
  /** Bytes of the limits; one page to two where none are given. */
  readonly memory?: readonly number[];
  readonly functions?: Readonly<Record<string, WasmFileFunction>>;
  /** Name, kind and index; the memory and all functions where none are given. */
  readonly exports?: readonly (readonly [name: string, kind: number, index: number])[];
  /** Whole sections by number, as they are. */
  readonly sections?: Readonly<Record<number, readonly number[]>>;
}

export interface WasmFileFunction {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  readonly locals?: readonly number[];
  /** Instructions, without the closing end. */
  readonly code: readonly number[];
}

/** Where the honest module keeps its input, its output, and the close before. */
export const INPUT = 1_024;
export const OUTPUT = 16_384;
export const KEPT = 32_768;
const CLOSE = INPUT + 24;

/** i32.const, for numbers from 0. */
export function constant(value: number): number[] {
  const out = [0x41];
  let rest = value;
  for (;;) {
    const part = rest & 0x7f;
    rest >>= 7;
    if (rest === 0 && (part & 0x40) === 0) return [...out, part];
    out.push(part | 0x80);
  }
}

export function float(value: number): number[] {
  return [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];
}

/** f64.load from an address. */
export function load(address: number): number[] {
  return [...constant(address), 0x2b, 0x03, 0x00];
}

/** f64.store of what `value` leaves on the stack. */
export function store(address: number, value: readonly number[]): number[] {
  return [...constant(address), ...value, 0x39, 0x03, 0x00];
}

/** A module that is long in its first instrument after its close rose, and flat after it fell. */
export const MOMENTUM: Readonly<Record<string, WasmFileFunction>> = {
  start: { parameters: [I32], results: [I32], code: constant(INPUT) },
  output: { parameters: [], results: [I32], code: constant(OUTPUT) },
  onBars: {
    parameters: [F64, I32],
    results: [],
    code: [
      // store(OUTPUT, select(1, 0, close > kept)); store(KEPT, close)
      ...store(OUTPUT, [...float(1), ...float(0), ...load(CLOSE), ...load(KEPT), 0x64, 0x1b]),
      ...store(KEPT, load(CLOSE)),
    ],
  },
};

/** Returns a module whose `onBars` has this code. */
export function withCode(code: readonly number[], locals: readonly number[] = []): WasmFileParts {
  return { functions: { ...MOMENTUM, onBars: { parameters: [F64, I32], results: [], locals, code } } };
}

/** Returns a WebAssembly file of these parts. Source: WebAssembly 1.0, section 5. */
export function wasmFile(parts: WasmFileParts = {}): Uint8Array {
  const { imports = [], functions = MOMENTUM, memory = [1, 1, 2], sections = {} } = parts;
  const entries = Object.entries(functions);
  const count = imports.length;
  const types = [
    ...imports.map(({ type }) => type),
    ...entries.map(([, { parameters, results }]) => [
      0x60,
      parameters.length,
      ...parameters,
      results.length,
      ...results,
    ]),
  ];
  const exports = parts.exports ?? [
    ['memory', 2, 0],
    ...entries.map(([name], index) => [name, 0, count + index] as const),
  ];
  const out = new WasmWriter().raw([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const section = (id: number, items: readonly (readonly number[])[]): void => {
    const own = sections[id];
    if (own === undefined && items.length === 0) return;
    out.byte(id).sized(own === undefined ? list(items) : Uint8Array.from(own));
  };
  section(1, types);
  section(
    2,
    imports.map(({ module, name }, index) => [...named(module), ...named(name), 0, index]),
  );
  section(
    3,
    entries.map((_, index) => [count + index]),
  );
  section(4, []);
  section(5, [memory]);
  section(6, []);
  section(
    7,
    exports.map(([name, kind, index]) => [...named(name), kind, index]),
  );
  section(8, []);
  section(
    10,
    entries.map(([, each]) => body(each)),
  );
  section(13, []);
  return out.done();
}

function list(items: readonly (readonly number[])[]): Uint8Array {
  const out = new WasmWriter().uint(items.length);
  for (const item of items) out.raw(item);
  return out.done();
}

function named(name: string): number[] {
  return [...new WasmWriter().sized(new TextEncoder().encode(name)).done()];
}

function body({ locals = [], code }: WasmFileFunction): number[] {
  const content = new WasmWriter().uint(locals.length);
  for (const type of locals) content.raw([1, type]);
  content.raw(code).byte(0x0b);
  return [...new WasmWriter().sized(content.done()).done()];
}

/** A loop without a way out. */
export const ENDLESS: readonly number[] = [
  // loop, br 0, end
  0x03, 0x40, 0x0c, 0x00, 0x0b,
];
