import type { ModelManifest } from '../manifest/ModelManifest.ts';
import { refuseModel } from '../refuseModel.ts';
import { meterCode } from './meterCode.ts';
import { expectNumberType, GLOBAL_GET, skipInstruction } from './skipInstruction.ts';
import { malformed, WasmReader } from './WasmReader.ts';
import { WasmWriter } from './WasmWriter.ts';

/** Compiling takes time for each byte: strategies have some ten thousand. */
export const WASM_BYTES_MAX = 8 << 20;
/** 64 MiB. */
const PAGES_MAX = 1_024;
const TABLE_MAX = 65_536;
/** What a prepared module calls its counter of turns. */
export const TURNS_EXPORT = 'qca_turns';

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;
/** The order in which sections stand, the count of data before the code. */
const ORDER: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];
const KIND = { function: 0, memory: 2, global: 3 } as const;
const I32 = 0x7f;
const F64 = 0x7c;

/** Signatures as text: `i32,f64->`. */
const IMPORTS: ReadonlyMap<string, string> = new Map([
  ['env.abort', 'i32,i32,i32,i32->'],
  ['env.seed', '->f64'],
]);
const EXPORTS = { start: 'i32->i32', output: '->i32', onBars: 'f64,i32->' };
const SET_PARAMETER = 'i32,f64->';

interface Module {
  readonly types: string[];
  /** Signature of each function, imported ones first. */
  readonly functions: string[];
  readonly exports: Map<string, { readonly kind: number; readonly index: number }>;
  globals: number;
  hasMemory: boolean;
}

/**
 * Checks a WebAssembly module and returns it as it is run: with a counter of turns, and without custom sections.
 *
 * Rejects, as `Refusal`: `model-malformed`, `model-too-large`, `model-import-refused`, `model-export-missing`,
 * `model-memory-unbounded`, `model-instruction-refused`. What is left is for the engine to validate.
 * Source: WebAssembly 1.0 (W3C, 2019), section 5.
 */
export function prepareWasm(artefact: Uint8Array, manifest: ModelManifest): Uint8Array {
  if (artefact.length > WASM_BYTES_MAX) {
    throw refuseModel(
      'model-too-large',
      `the module has ${artefact.length} bytes`,
      `Keep it at or below ${WASM_BYTES_MAX} bytes.`,
    );
  }
  const reader = new WasmReader(artefact);
  for (const byte of MAGIC) if (reader.byte() !== byte) throw malformed('its first bytes are others');
  const sections = readSections(reader);
  const module = readModule(sections);
  checkExports(module, manifest);
  return write(sections, module);
}

function readSections(reader: WasmReader): Map<number, WasmReader> {
  const sections = new Map<number, WasmReader>();
  let place = -1;
  while (!reader.isDone) {
    const id = reader.byte();
    const content = reader.part(reader.uint());
    if (id === SECTION.custom) continue;
    const next = ORDER.indexOf(id);
    if (next < 0) throw instruction(`the section ${id}`);
    if (next <= place) throw malformed(`the section ${id} stands where it may not`);
    place = next;
    sections.set(id, content);
  }
  if (sections.has(SECTION.start)) {
    throw instruction('a start section', 'Export what must run at first as _initialize.');
  }
  return sections;
}

function readModule(sections: ReadonlyMap<number, WasmReader>): Module {
  const module: Module = { types: [], functions: [], exports: new Map(), globals: 0, hasMemory: false };
  const each = (id: number, read: (reader: WasmReader) => void): void => {
    const section = sections.get(id);
    if (section === undefined) return;
    const reader = new WasmReader(section.bytes, section.at, section.end);
    for (let count = reader.uint(); count > 0; count -= 1) read(reader);
    if (!reader.isDone) throw malformed(`the section ${id} holds more than it says`);
  };
  each(SECTION.type, (reader) => module.types.push(readType(reader)));
  each(SECTION.import, (reader) => readImport(reader, module));
  each(SECTION.function, (reader) => module.functions.push(typeOf(module, reader.uint())));
  each(SECTION.table, readTable);
  each(SECTION.memory, (reader) => readMemory(reader, module));
  each(SECTION.global, (reader) => readGlobal(reader, module));
  each(SECTION.export, (reader) => readExport(reader, module));
  return module;
}

function readType(reader: WasmReader): string {
  if (reader.byte() !== 0x60) throw instruction('a type that is no function');
  return `${readTypes(reader)}->${readTypes(reader)}`;
}

function readTypes(reader: WasmReader): string {
  const names: string[] = [];
  for (let count = reader.uint(); count > 0; count -= 1) {
    const type = reader.byte();
    expectNumberType(type);
    names.push(type === I32 ? 'i32' : type === F64 ? 'f64' : type === 0x7e ? 'i64' : 'f32');
  }
  return names.join(',');
}

function typeOf(module: Module, index: number): string {
  const type = module.types[index];
  if (type === undefined) throw malformed(`there is no type ${index}`);
  return type;
}

function readImport(reader: WasmReader, module: Module): void {
  const name = `${reader.name()}.${reader.name()}`;
  const isFunction = reader.byte() === KIND.function;
  const type = isFunction ? typeOf(module, reader.uint()) : '';
  if (!isFunction || IMPORTS.get(name) !== type) {
    throw refuseModel(
      'model-import-refused',
      `the module imports ${JSON.stringify(name)}`,
      'Only env.abort(i32, i32, i32, i32) and env.seed() -> f64 may be imported.',
    );
  }
  module.functions.push(type);
}

function readTable(reader: WasmReader): void {
  if (reader.byte() !== 0x70) throw instruction('a table of something else than functions');
  const hasMax = reader.byte();
  const min = reader.uint();
  if (hasMax === 1) reader.uint();
  if (hasMax > 1 || min > TABLE_MAX) throw instruction(`a table of ${min} elements`);
}

function readMemory(reader: WasmReader, module: Module): void {
  const flags = reader.byte();
  const min = reader.uint();
  if (flags > 1) throw instruction('a shared or 64-bit memory');
  const max = flags === 1 ? reader.uint() : Number.POSITIVE_INFINITY;
  if (max > PAGES_MAX || min > max) {
    throw refuseModel(
      'model-memory-unbounded',
      max === Number.POSITIVE_INFINITY ? 'the memory has no maximum' : `the memory may grow to ${max} pages`,
      `Give it a maximum of at most ${PAGES_MAX} pages of 64 KiB.`,
    );
  }
  if (module.hasMemory) throw instruction('a second memory');
  module.hasMemory = true;
}

function readGlobal(reader: WasmReader, module: Module): void {
  expectNumberType(reader.byte());
  reader.byte();
  for (let opcode = reader.byte(); opcode !== 0x0b; opcode = reader.byte()) {
    const index = skipInstruction(reader, opcode);
    if (opcode === GLOBAL_GET && index >= module.globals) throw malformed(`there is no global ${index} yet`);
  }
  module.globals += 1;
}

function readExport(reader: WasmReader, module: Module): void {
  const name = reader.name();
  if (name === TURNS_EXPORT || module.exports.has(name)) throw malformed(`it may not export ${name} (again)`);
  module.exports.set(name, { kind: reader.byte(), index: reader.uint() });
}

function checkExports(module: Module, { parameters }: ModelManifest): void {
  const memory = module.exports.get('memory');
  if (!module.hasMemory || memory?.kind !== KIND.memory) {
    throw missing('its memory as memory');
  }
  const wanted: Record<string, string> = { ...EXPORTS };
  if (Object.keys(parameters ?? {}).length > 0) wanted['setParameter'] = SET_PARAMETER;
  if (module.exports.has('_initialize')) wanted['_initialize'] = '->';
  for (const [name, type] of Object.entries(wanted)) {
    const found = module.exports.get(name);
    if (found?.kind === KIND.function && module.functions[found.index] === type) continue;
    const [given, returned] = type.split('->');
    throw missing(`${name}(${given}) -> ${returned || 'nothing'}`);
  }
}

function write(sections: ReadonlyMap<number, WasmReader>, module: Module): Uint8Array {
  const turns = module.globals;
  // A changing i32 that starts at zero: nothing runs before who calls has set it.
  const counter = [I32, 0x01, 0x41, 0x00, 0x0b];
  const named = new TextEncoder().encode(TURNS_EXPORT);
  const exported = new WasmWriter().sized(named).byte(KIND.global).uint(turns).done();
  const out = new WasmWriter().raw(MAGIC);
  for (const id of ORDER) {
    const section = sections.get(id);
    if (id === SECTION.global) {
      out.byte(id).sized(withOneMore(section, Uint8Array.from(counter)));
    } else if (section !== undefined) {
      const content =
        id === SECTION.export
          ? withOneMore(section, exported)
          : id === SECTION.code
            ? meterCode(section, turns)
            : section.bytes.subarray(section.at, section.end);
      out.byte(id).sized(content);
    }
  }
  return out.done();
}

/** Returns a section with one more entry at its end. */
function withOneMore(section: WasmReader | undefined, entry: Uint8Array): Uint8Array {
  const out = new WasmWriter();
  if (section === undefined) return out.uint(1).raw(entry).done();
  out.uint(section.uint() + 1);
  return out.raw(section.bytes.subarray(section.at, section.end)).raw(entry).done();
}

function missing(what: string) {
  return refuseModel(
    'model-export-missing',
    `the module does not export ${what}`,
    'docs/models.md lists the exports.',
  );
}

function instruction(
  what: string,
  remedy = 'Build for WebAssembly 1.0 with the extensions that docs/models.md lists.',
) {
  return refuseModel('model-instruction-refused', `the module has ${what}`, remedy);
}
