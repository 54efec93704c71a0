import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '@qca/base';
import { checkLimits, type RiskLimits } from '@qca/risk';
import { z } from 'zod';

/** What an operator lays down for the agent, in `agent.json` in the platform's folder. */
const AGENT_FILE = z.strictObject({
  /** Which strategies run, and with what; every one that the data supports when absent. */
  strategies: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        /** Whole reporting units. */
        budget: z.number().positive().optional(),
        parameters: z.record(z.string(), z.json()).optional(),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
  /** What the kill switch reduces, and in which order. */
  killPlan: z
    .strictObject({
      reduce: z.enum(['nothing', 'everything']),
      order: z.array(z.string().min(1).max(100)).max(100),
    })
    .optional(),
  /** The whole set of the gate's limits; a rule is switched off by null, never by leaving it out. */
  limits: z.record(z.string(), z.json()).optional(),
  /** Whether tripped breakers are re-armed after a week of market time; true for recorded and generated markets. */
  demonstrationOperator: z.boolean().optional(),
});

export type AgentFile = Omit<z.infer<typeof AGENT_FILE>, 'limits'> & { readonly limits?: RiskLimits };

/** Reads the file; nothing is laid down where there is none. Rejects, as `Refusal`: `bad-agent-file`. */
export function readAgentFile(folder: string): AgentFile {
  const path = join(resolve(folder), 'agent.json');
  if (!existsSync(path)) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw bad(path, `it is not JSON: ${(cause as Error).message}`);
  }
  const parsed = AGENT_FILE.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw bad(path, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
  }
  const { limits, ...rest } = parsed.data;
  const names = (rest.strategies ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw bad(path, `strategies: ${twice} stands there twice`);
  if (limits === undefined) return rest;
  const checked = checkLimits(limits);
  if (!checked.ok) throw bad(path, `limits.${checked.rejection.key}: ${checked.rejection.kind}`);
  return { ...rest, limits: checked.value };
}

function bad(path: string, what: string): Refusal {
  return new Refusal({
    kind: 'bad-agent-file',
    what: `${path} cannot be used: ${what}`,
    where: path,
    remedy:
      'Mend it, or take it away to run everything with the usual settings. docs/operations.md describes it.',
  });
}
