export { readModel } from './readModel.ts';
export { SandboxedModelRunner } from './SandboxedModelRunner.ts';
export type { Walls } from './walls.ts';
