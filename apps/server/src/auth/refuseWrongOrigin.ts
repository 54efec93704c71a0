import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../http/ProblemError.ts';

/**
 * Refuses what another site made a browser send. Programs send neither header and pass.
 *
 * `publicUrl` is how people reach the site when something stands in front of it.
 * Source: OWASP, Cross-Site Request Forgery Prevention, "Fetch Metadata" and "Verifying Origin".
 */
export function refuseWrongOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new ProblemError('wrong-origin', 'A browser says that another site sent this.');
  }
  const { origin, host } = headers;
  if (origin === undefined) return;
  const own = publicUrl === undefined ? [] : [new URL(publicUrl).origin];
  if (host !== undefined) own.push(`http://${host}`, `https://${host}`);
  if (own.includes(origin.toLowerCase())) return;
  throw new ProblemError('wrong-origin', 'The header Origin names another site.');
}
