import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { z } from 'zod';

export const ROLES = ['guard', 'agent', 'server', 'site'] as const;
export type RoleName = (typeof ROLES)[number];

export const USAGE = `npm start -- [flags]
  --port <number>    where the site and the API answer, 4400 when absent; 0 takes any free port
  --folder <folder>  keeps database, keys, logs and runs; .qca when absent
  --data <folder>    play other recordings (repeatable); the shipped markets when absent
  --generated        play a generated market (simulated prices)
  --days <number>    length of the generated market, 1 when absent
  --speed <factor>   recorded seconds per second, or max; an hour per second for hourly bars, 10 for order books when absent
  --seed <number>    seed of everything random, 1 when absent
  --budget <amount>  whole reporting units for each strategy, 100000 when absent
  --mode <mode>      paper, or live: real orders at --venue, signed by --key; paper when absent
  --venue <name> --key <name> [--symbols <list>] [--url <base>] [--dry-run] [--keystore <file>] [--passphrase-file <file>]
                     live only; docs/venues.md says step by step how to go live
  --public           answer on every address of this machine, not only on this machine
  --no-open          accepted; nothing is ever opened
  --roles <names>    start only these, comma-separated: ${ROLES.join(', ')}; roles elsewhere meet them at DATABASE_URL`;

const FLAGS = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(4_400),
  folder: z.string().min(1).default('.qca'),
  data: z.array(z.string().min(1)).default([]),
  generated: z.boolean().default(false),
  days: z.coerce.number().positive().max(365).optional(),
  speed: z.union([z.literal('max'), z.coerce.number().positive()]).optional(),
  seed: z.coerce.number().int().nonnegative().optional(),
  budget: z.coerce.number().positive().optional(),
  mode: z.enum(['paper', 'live']).default('paper'),
  venue: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  symbols: z.string().min(1).optional(),
  url: z.string().min(1).optional(),
  'dry-run': z.boolean().optional(),
  keystore: z.string().min(1).optional(),
  'passphrase-file': z.string().min(1).optional(),
  public: z.boolean().default(false),
  'no-open': z.boolean().default(false),
  roles: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1))
    .optional(),
});

export type Flags = Omit<z.infer<typeof FLAGS>, 'no-open'>;

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean' } as const;

/** Reads the flags of `npm start`. Refuses unknown flags, values out of range and what contradicts itself, naming the flag. */
export function readFlags(words: readonly string[]): Flags {
  const parsed = FLAGS.safeParse(parseWords(words));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const flag = `--${issue?.path[0]?.toString() ?? ''}`;
    throw wrongUse(flag, `${flag}: ${issue?.message ?? 'does not fit'}`);
  }
  const { 'no-open': _open, ...flags } = parsed.data;
  if (flags.generated && flags.data.length > 0)
    throw wrongUse('--generated', 'both recordings and a generated market are asked for');
  if (flags.days !== undefined && !flags.generated)
    throw wrongUse('--days', '--days goes with --generated: recordings have their own length');
  refuseHalfLive(flags);
  return flags;
}

const VENUE_FLAGS = ['venue', 'key', 'symbols', 'url', 'dry-run', 'keystore', 'passphrase-file'] as const;

// Real orders are switched on by name, never by half.
function refuseHalfLive(flags: Flags): void {
  const named = VENUE_FLAGS.find((name) => flags[name] !== undefined);
  if (flags.mode === 'paper') {
    if (named !== undefined)
      throw wrongUse(`--${named}`, `--${named} is for live trading, which --mode live switches on`);
    return;
  }
  for (const name of ['venue', 'key'] as const)
    if (flags[name] === undefined) throw wrongUse(`--${name}`, `live trading needs --${name}`);
  if (flags.generated || flags.data.length > 0)
    throw wrongUse('--mode', 'a live market is traded, and recordings or a generated one are asked for, too');
}

function parseWords(words: readonly string[]): Record<string, unknown> {
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: TEXT,
        folder: TEXT,
        data: { ...TEXT, multiple: true },
        generated: SWITCH,
        days: TEXT,
        speed: TEXT,
        seed: TEXT,
        budget: TEXT,
        mode: TEXT,
        venue: TEXT,
        key: TEXT,
        symbols: TEXT,
        url: TEXT,
        'dry-run': SWITCH,
        keystore: TEXT,
        'passphrase-file': TEXT,
        public: SWITCH,
        'no-open': SWITCH,
        roles: TEXT,
      },
    }).values;
  } catch (cause) {
    throw wrongUse('--', (cause as Error).message);
  }
}

function wrongUse(where: string, what: string): Refusal {
  return new Refusal({ kind: 'wrong-use', what, where, remedy: `\n${USAGE}` });
}

/** The flags that are the agent's own business, as it reads them. */
export function agentFlags(flags: Flags): string[] {
  const words = flags.data.flatMap((folder) => ['--data', folder]);
  if (flags.generated) words.push('--generated');
  for (const name of ['days', 'speed', 'seed', 'budget'] as const) {
    const value = flags[name];
    if (value !== undefined) words.push(`--${name}`, String(value));
  }
  return [...words, ...venueFlags(flags)];
}

/** The flags that name a venue: for the agent, which trades there, and for the guard, which cancels there. */
export function venueFlags(flags: Flags): string[] {
  if (flags.mode === 'paper') return [];
  const words = ['--mode', 'live'];
  for (const name of VENUE_FLAGS) {
    const value = flags[name];
    if (value !== undefined) words.push(`--${name}`, ...(value === true ? [] : [String(value)]));
  }
  return words;
}
