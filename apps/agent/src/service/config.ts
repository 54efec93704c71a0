import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { z } from 'zod';
import { readEnvironment } from '../environment.ts';
import { readVenueFlags, VENUE_OPTIONS, type VenueFlags } from '../live/venueFlags.ts';

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
  mode: z.enum(['paper', 'live']).default('paper'),
});

export type ServiceFlags = z.infer<typeof FLAGS>;

export interface ServiceConfig extends ServiceFlags {
  readonly databaseUrl: string;
  /** Where real orders go; absent unless live trading is switched on by name. */
  readonly live: VenueFlags | undefined;
}

/** Reads the agent's flags and the environment. Refuses what it does not know, naming it. */
export function readServiceConfig(words: readonly string[]): ServiceConfig {
  const text = { type: 'string' } as const;
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        ...VENUE_OPTIONS,
        mode: text,
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
  const { live, rest } = readVenueFlags(values);
  const parsed = FLAGS.safeParse(rest);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = `--${issue?.path[0]?.toString() ?? ''}`;
    throw wrongUse(flag, `${flag}: ${issue?.message}`);
  }
  if (parsed.data.generated && parsed.data.data.length > 0)
    throw wrongUse('--generated', 'both recordings and a generated market are asked for');
  const { mode, generated, data } = parsed.data;
  if (mode === 'live' && live === undefined)
    throw wrongUse('--venue', 'live trading needs --venue and --key');
  if (mode === 'paper' && live !== undefined)
    throw wrongUse('--mode', 'a venue is named, but live trading is not switched on: --mode live');
  if (mode === 'live' && (generated || data.length > 0))
    throw wrongUse('--mode', 'a live market is traded, and recordings or a generated one are asked for, too');
  const { databaseUrl } = readEnvironment();
  if (databaseUrl === undefined) throw wrongUse('environment', 'DATABASE_URL is not set');
  return { ...parsed.data, databaseUrl, live };
}

function wrongUse(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'wrong-use',
    what,
    where,
    remedy: 'Start it with DATABASE_URL set and --folder <folder of the platform>; npm start does both.',
  });
}
