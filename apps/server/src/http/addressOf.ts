import type { FastifyRequest } from 'fastify';

/** Where a request came from. Its connection may be gone before it is looked at; then nobody hears the answer. */
export function addressOf({ ip }: FastifyRequest): string {
  return (ip as string | undefined) ?? 'gone';
}
