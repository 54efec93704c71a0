/** Writes one line of a role's log: a JSON document with the moment, the role and what happened. No secret is ever handed in. */
export function logLine(
  role: 'agent' | 'guard',
  text: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'info', role, text, ...details })}\n`,
  );
}
