import type { z } from 'zod';
import type { ProblemKind } from './schemas/problemKinds.ts';

/** Who may call: anybody; anybody once the public view is switched on; a signed-in viewer; a signed-in operator. */
export type Access = 'anybody' | 'public-view' | 'viewer' | 'operator';

/**
 * One operation of the platform: the only description of it. The server checks by it, the site and the command line
 * call by it, and OpenAPI is written from it.
 */
export interface Operation {
  /** The same on every floor: `moveBudget`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the site's root, parameters in braces: `/api/orders/{orderId}`. */
  readonly path: string;
  readonly tag: string;
  /** One sentence. */
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Kinds of problems besides the ones that every operation has. */
  readonly problems: readonly ProblemKind[];
}

/** States an operation and keeps its exact type. */
export function operation<const Definition extends Operation>(definition: Definition): Definition {
  return definition;
}
