'use client';

import { OPERATION, type PlatformStatus } from '@qca/api';
import type { View } from '@qca/ui';
import { useAnswer } from './useAnswer.ts';

/** What the agent is doing now, renewed by the stream. */
export function useStatus(): View<PlatformStatus> {
  return useAnswer(OPERATION.readStatus, {});
}
