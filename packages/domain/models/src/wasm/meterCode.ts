import { refuseModel } from '../refuseModel.ts';
import { GLOBAL_GET, GLOBAL_SET, LOOP, skipInstruction } from './skipInstruction.ts';
import type { WasmReader } from './WasmReader.ts';
import { WasmWriter } from './WasmWriter.ts';

/**
 * Returns the code section with a count at the head of each function and each loop: one turn less, and a trap at zero.
 *
 * Between two such heads lies no more work than the text of a function, so turns bound the work. `turns` is the number
 * of the global that counts, the first beyond the module's own, which its code may therefore not name.
 */
export function meterCode(code: WasmReader, turns: number): Uint8Array {
  const count = countOneTurn(turns);
  const out = new WasmWriter();
  const functions = code.uint();
  out.uint(functions);
  for (let index = 0; index < functions; index += 1) {
    out.sized(meterFunction(code.part(code.uint()), turns, count));
  }
  return out.done();
}

function meterFunction(body: WasmReader, turns: number, count: Uint8Array): Uint8Array {
  const out = new WasmWriter();
  let copied = body.at;
  const copy = (): void => {
    out.raw(body.bytes.subarray(copied, body.at));
    copied = body.at;
  };
  for (let groups = body.uint(); groups > 0; groups -= 1) {
    body.uint();
    body.byte();
  }
  copy();
  out.raw(count);
  while (!body.isDone) {
    const opcode = body.byte();
    const index = skipInstruction(body, opcode);
    if (opcode === LOOP) {
      copy();
      out.raw(count);
    } else if ((opcode === GLOBAL_GET || opcode === GLOBAL_SET) && index >= turns) {
      throw refuseModel(
        'model-malformed',
        `the code names the global ${index} of ${turns}`,
        'Build the model again.',
      );
    }
  }
  copy();
  return out.done();
}

function countOneTurn(turns: number): Uint8Array {
  const index = new WasmWriter().uint(turns).done();
  return (
    new WasmWriter()
      // global.get, i32.eqz, if: unreachable, end
      .raw([GLOBAL_GET, ...index, 0x45, 0x04, 0x40, 0x00, 0x0b])
      // global.get, i32.const 1, i32.sub, global.set
      .raw([GLOBAL_GET, ...index, 0x41, 0x01, 0x6b, GLOBAL_SET, ...index])
      .done()
  );
}
