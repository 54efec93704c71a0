import type { Estimator } from '@qca/numerics';
import { LIME } from './localModel.ts';
import { PERMUTATION_IMPORTANCE } from './permutationImportance.ts';
import { KERNEL_SHAP, PERMUTATION_SHAP } from './sampledShapley.ts';
import { SHAPLEY } from './shapley.ts';
import { TREE_SHAP } from './treeShap.ts';

/** What a stranger can ask this room by name. */
export const EXPLANATION_ESTIMATORS: readonly Estimator[] = [
  SHAPLEY,
  KERNEL_SHAP,
  PERMUTATION_SHAP,
  TREE_SHAP,
  LIME,
  PERMUTATION_IMPORTANCE,
];
