export { type HighsSolver, loadSolver } from './loadSolver.ts';
