import type { Tensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding.js';

export interface OnnxEngine {
  readonly session: Binding.InferenceSession;
  makeTensor(data: Float32Array, shape: readonly number[]): Tensor;
}

/**
 * Loads onnxruntime, the native library included; it is read from disk, so this comes before the doors are closed.
 *
 * Its public `run` waits for a turn of the event loop and does the same work then. Here nobody else waits, and the
 * call below it (1.30.0, pinned) answers about twice as often.
 */
export async function loadOnnx(): Promise<OnnxEngine> {
  const { Tensor: OnnxTensor } = await import('onnxruntime-node');
  const { binding, initOrt } = await import('onnxruntime-node/dist/binding.js');
  initOrt();
  return {
    session: new binding.InferenceSession(),
    makeTensor: (data, shape) => new OnnxTensor('float32', data, shape),
  };
}
