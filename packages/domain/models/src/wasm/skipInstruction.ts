import { refuseModel } from '../refuseModel.ts';
import type { WasmReader } from './WasmReader.ts';

/** Opcodes whose place in the code matters to whoever reads it. */
export const LOOP = 0x03;
export const GLOBAL_GET = 0x23;
export const GLOBAL_SET = 0x24;
const BR_TABLE = 0x0e;
const CALL_INDIRECT = 0x11;
const SELECT_TYPED = 0x1c;
const PREFIX = 0xfc;

/** What follows an opcode of one byte. Source: WebAssembly 1.0, section 5.4, with sign extension (0xc0 to 0xc4). */
type Operand = 'none' | 'block' | 'index' | 'memory' | 'page' | 'i32' | 'i64' | 'f32' | 'f64';

const OPERANDS: readonly (Operand | undefined)[] = Array.from({ length: 256 }, (_, opcode) =>
  operandOf(opcode),
);

function operandOf(opcode: number): Operand | undefined {
  if (opcode === 0x02 || opcode === LOOP || opcode === 0x04) return 'block';
  if ([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode)) return 'none';
  if ([0x0c, 0x0d, 0x10].includes(opcode) || (opcode >= 0x20 && opcode <= 0x24)) return 'index';
  if (opcode >= 0x28 && opcode <= 0x3e) return 'memory';
  if (opcode === 0x3f || opcode === 0x40) return 'page';
  if (opcode === 0x41) return 'i32';
  if (opcode === 0x42) return 'i64';
  if (opcode === 0x43) return 'f32';
  if (opcode === 0x44) return 'f64';
  return opcode >= 0x45 && opcode <= 0xc4 ? 'none' : undefined;
}

/**
 * Goes past the operands of an instruction; returns its index operand, where it has one, else −1.
 *
 * Rejects, as `Refusal`: `model-instruction-refused` for what is not listed in docs/models.md, `model-malformed`.
 */
export function skipInstruction(reader: WasmReader, opcode: number): number {
  if (opcode === BR_TABLE) {
    for (let labels = reader.uint(); labels >= 0; labels -= 1) reader.uint();
    return -1;
  }
  if (opcode === CALL_INDIRECT) {
    reader.uint();
    if (reader.byte() !== 0) throw refused('call_indirect through a second table');
    return -1;
  }
  if (opcode === SELECT_TYPED) {
    for (let types = reader.uint(); types > 0; types -= 1) expectNumberType(reader.byte());
    return -1;
  }
  if (opcode === PREFIX) {
    skipPrefixed(reader);
    return -1;
  }
  return skipOperand(reader, opcode);
}

function skipOperand(reader: WasmReader, opcode: number): number {
  switch (OPERANDS[opcode]) {
    case 'none':
      return -1;
    case 'block':
      reader.skipSigned(33);
      return -1;
    case 'index':
      return reader.uint();
    case 'memory':
      if (reader.uint() > 3) throw refused('an access with more than natural alignment');
      reader.uint();
      return -1;
    case 'page':
      expectMemory(reader);
      return -1;
    case 'i32':
      reader.skipSigned(32);
      return -1;
    case 'i64':
      reader.skipSigned(64);
      return -1;
    case 'f32':
      reader.skip(4);
      return -1;
    case 'f64':
      reader.skip(8);
      return -1;
    default:
      throw refused(`the instruction 0x${opcode.toString(16)}`);
  }
}

/** Saturating conversions (0 to 7), and of bulk memory what works on the one memory. */
function skipPrefixed(reader: WasmReader): void {
  const code = reader.uint();
  if (code <= 7) return;
  if (code === 8) {
    reader.uint();
    expectMemory(reader);
  } else if (code === 9) reader.uint();
  else if (code === 10) {
    expectMemory(reader);
    expectMemory(reader);
  } else if (code === 11) expectMemory(reader);
  else throw refused(`the instruction 0xfc ${code}`);
}

// One byte, and that zero: a longer spelling of zero would be read differently by the engine and by this reader.
function expectMemory(reader: WasmReader): void {
  if (reader.byte() !== 0) throw refused('a second memory');
}

/** i32, i64, f32, f64. */
export function expectNumberType(type: number): void {
  if (type < 0x7c || type > 0x7f) throw refused(`the type 0x${type.toString(16)}`);
}

function refused(what: string) {
  return refuseModel(
    'model-instruction-refused',
    `the module uses ${what}`,
    'Build for WebAssembly 1.0 with the extensions that docs/models.md lists.',
  );
}
