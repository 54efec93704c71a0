import { z } from 'zod';

/** What went wrong, for programs and people (RFC 9457). `remedy` says what to do. */
export const problem = z
  .object({
    /** A path below the site that explains this kind of problem: `/problems/insufficient-funds`. */
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    /** The request's id: what to name when asking for help. */
    instance: z.string(),
    kind: z.string(),
    remedy: z.string(),
    /** What exactly does not fit: path within the request, and why. */
    issues: z.array(z.object({ path: z.string(), detail: z.string() })).optional(),
    /** The numbers that explain a refusal. */
    numbers: z.record(z.string(), z.json()).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problem>;

/** Media type of problems. */
export const PROBLEM_TYPE = 'application/problem+json';
