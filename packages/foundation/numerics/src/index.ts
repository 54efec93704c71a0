export { badInput, type Estimator, type Field, type FieldShape, Inputs } from './Estimator.ts';
