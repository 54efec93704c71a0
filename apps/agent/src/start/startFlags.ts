import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { z } from 'zod';

export const START_USAGE = `npm start -- [flags]
  --data <folder>    play other recordings (repeatable); the shipped markets when absent
  --generated        play a generated market (simulated prices)
  --days <number>    length of the generated market, 1 when absent
  --speed <factor>   recorded seconds per second; max when absent
  --seed <number>    seed of everything random, 1 when absent
  --budget <amount>  whole reporting units for each strategy, 100000 when absent
  --store <kind>     postgres (embedded, or DATABASE_URL) or memory
  --home <folder>    folder for database and runs, .qca when absent`;

const FLAGS = z.object({
  data: z.array(z.string()).default([]),
  generated: z.boolean().default(false),
  days: z.coerce.number().positive().max(365).default(1),
  speed: z.union([z.literal('max'), z.coerce.number().positive()]).default('max'),
  seed: z.coerce.number().int().nonnegative().default(1),
  budget: z.coerce.number().positive().default(100_000),
  store: z.enum(['postgres', 'memory']).default('postgres'),
  home: z.string().default('.qca'),
});

export interface StartFlags extends Omit<z.infer<typeof FLAGS>, 'speed'> {
  readonly speed: number;
}

/** Reads the flags of `npm start`. Refuses unknown flags and values out of range, naming the flag. */
export function readStartFlags(words: readonly string[]): StartFlags {
  const text = { type: 'string' } as const;
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        data: { ...text, multiple: true },
        generated: { type: 'boolean' },
        days: text,
        speed: text,
        seed: text,
        budget: text,
        store: text,
        home: text,
      },
    }));
  } catch (cause) {
    throw new Refusal({
      kind: 'wrong-use',
      what: (cause as Error).message,
      where: '--',
      remedy: START_USAGE,
    });
  }
  const parsed = FLAGS.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal({
      kind: 'wrong-use',
      what: `--${issue?.path.join('.')}: ${issue?.message}`,
      where: `--${issue?.path[0]?.toString()}`,
      remedy: START_USAGE,
    });
  }
  if (parsed.data.generated && parsed.data.data.length > 0) {
    throw new Refusal({
      kind: 'wrong-use',
      what: 'both recordings and a generated market are asked for',
      where: '--generated',
      remedy: 'Give one of them.',
    });
  }
  return {
    ...parsed.data,
    speed: parsed.data.speed === 'max' ? Number.POSITIVE_INFINITY : parsed.data.speed,
  };
}
