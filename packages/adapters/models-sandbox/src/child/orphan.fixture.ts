import { readFileSync } from 'node:fs';
import { loadModel } from '@qca/models';
import { sampleManifest } from '@qca/models/test';
import { SandboxedModelRunner } from '../SandboxedModelRunner.ts';

// Opens a model that never answers, says which process it is in, and is killed before it can close it.

const source = 'export default { onBars() { [].indexOf.call({ length: 2 ** 53 - 1 }, 1); } };';
const model = loadModel(sampleManifest('script'), new TextEncoder().encode(source), 'sample.js');
const open = await new SandboxedModelRunner().open(model, { seed: 1 });
void open.predict({ instruments: ['A'], timeUs: new Float64Array(1), values: new Float64Array(5) });
setTimeout(() => {
  process.stdout.write(readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8'), () => {
    process.kill(process.pid, 'SIGKILL');
  });
}, 500);
