import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { z } from 'zod';
import { readEnvironment } from '../environment.ts';

const FLAGS = z.object({
  folder: z.string().min(1),
  data: z.array(z.string().min(1)).default([]),
  generated: z.boolean().default(false),
  days: z.coerce.number().positive().max(365).default(1),
  speed: z
    .union([z.literal('max').transform(() => Number.POSITIVE_INFINITY), z.coerce.number().positive()])
    .optional(),
  seed: z.coerce.number().int().nonnegative().default(1),
  budget: z.coerce.number().positive().default(100_000),
});

export type ServiceFlags = z.infer<typeof FLAGS>;

export interface ServiceConfig extends ServiceFlags {
  readonly databaseUrl: string;
}

/** Reads the agent's flags and the environment. Refuses what it does not know, naming it. */
export function readServiceConfig(words: readonly string[]): ServiceConfig {
  const text = { type: 'string' } as const;
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        folder: text,
        data: { ...text, multiple: true },
        generated: { type: 'boolean' },
        days: text,
        speed: text,
        seed: text,
        budget: text,
      },
    }));
  } catch (cause) {
    throw wrongUse('--', (cause as Error).message);
  }
  const parsed = FLAGS.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = `--${issue?.path[0]?.toString() ?? ''}`;
    throw wrongUse(flag, `${flag}: ${issue?.message}`);
  }
  if (parsed.data.generated && parsed.data.data.length > 0)
    throw wrongUse('--generated', 'both recordings and a generated market are asked for');
  const { databaseUrl } = readEnvironment();
  if (databaseUrl === undefined) throw wrongUse('environment', 'DATABASE_URL is not set');
  return { ...parsed.data, databaseUrl };
}

function wrongUse(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'wrong-use',
    what,
    where,
    remedy: 'Start it with DATABASE_URL set and --folder <folder of the platform>; npm start does both.',
  });
}
