import { Refusal } from '@qca/base';
import { VENUES } from '@qca/exchange-ccxt';
import { z } from 'zod';
import type { LiveReference } from '../market/Market.ts';

const TEXT = { type: 'string' } as const;

/** Flags that name a real venue, the same for every role that reaches one. */
export const VENUE_OPTIONS = {
  venue: TEXT,
  url: TEXT,
  key: TEXT,
  symbols: TEXT,
  keystore: TEXT,
  'passphrase-file': TEXT,
  'dry-run': { type: 'boolean' },
} as const;

const FLAGS = z.object({
  venue: z.enum(VENUES as [string, ...string[]]),
  url: z.url({ protocol: /^https?$/ }).optional(),
  key: z.string().min(1),
  symbols: z
    .string()
    .regex(/^[A-Z0-9]+\/[A-Z0-9]+(,[A-Z0-9]+\/[A-Z0-9]+)*$/, 'name markets as base/quote, BTC/USDT,ETH/USDT')
    .default('BTC/USDT')
    .transform((text) => text.split(',')),
  keystore: z.string().min(1).optional(),
  'passphrase-file': z.string().min(1).optional(),
  'dry-run': z.boolean().default(false),
});

export type VenueFlags = z.infer<typeof FLAGS>;

/** Takes the flags that name a venue out of all flags. Without --venue and --key there is none. */
export function readVenueFlags(values: Readonly<Record<string, unknown>>): {
  readonly live: VenueFlags | undefined;
  readonly rest: Readonly<Record<string, unknown>>;
} {
  const own = Object.entries(values).filter(([name]) => name in VENUE_OPTIONS);
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !(name in VENUE_OPTIONS)));
  if (own.length === 0) return { live: undefined, rest };
  const parsed = FLAGS.safeParse(Object.fromEntries(own));
  if (parsed.success) return { live: parsed.data, rest };
  const [issue] = parsed.error.issues;
  const flag = `--${issue?.path[0]?.toString() ?? 'venue'}`;
  throw new Refusal({
    kind: 'wrong-use',
    what: `${flag}: ${issue?.message}`,
    where: flag,
    remedy: 'A real venue is named by --venue and --key, and --symbols where more than BTC/USDT is traded.',
  });
}

/** The market that the flags name. */
export function referenceOf(flags: VenueFlags): LiveReference {
  const { venue, url = null, symbols } = flags;
  return { kind: 'live', venue, url, symbols, dryRun: flags['dry-run'] };
}
