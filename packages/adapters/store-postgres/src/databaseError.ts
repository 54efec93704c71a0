import { Bug, Fault, Refusal } from '@qca/base';

/** What a person has to change, by SQLSTATE. Source: PostgreSQL 18 manual, appendix A. */
const REMEDIES: Readonly<Record<string, readonly [kind: string, remedy: string]>> = {
  '28P01': ['database-login', 'Check user and password of the database URL.'],
  '28000': ['database-login', 'Check the user of the database URL, and pg_hba.conf of the server.'],
  '3D000': ['no-such-database', 'Create the database first: createdb <name>.'],
  '42501': ['database-permission', 'Give the user the right to create a schema in this database.'],
};

/** Classes of errors that pass: connection, serialisation and deadlock, too many connections, a server that restarts. */
const RETRYABLE = /^(08...|40001|40P01|53300|57P0[123])$/;

/** Errors of Node's sockets and of the driver when the server is not there or went away. */
const CONNECTION = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;
const DRIVER =
  /Connection terminated|timeout|Client has encountered a connection error|not queryable|Client was closed/;

/** Says an error of the driver or the server in our words: `Refusal` when a person must act, `Fault` when it may pass. */
export function databaseError(error: unknown, doing: string): Error {
  if (error instanceof Refusal || error instanceof Fault || error instanceof Bug) return error;
  const { code = '', message } = asError(error);
  const remedy = REMEDIES[code];
  if (remedy !== undefined) {
    return new Refusal({
      kind: remedy[0],
      what: `could not ${doing}: ${message}`,
      where: `SQLSTATE ${code}`,
      remedy: remedy[1],
    });
  }
  const retryable = RETRYABLE.test(code) || CONNECTION.test(code) || DRIVER.test(message);
  return new Fault(`could not ${doing}: ${message}`, { retryable, cause: error });
}

function asError(error: unknown): { readonly code?: string; readonly message: string } {
  // A name with several addresses fails with one error per address, and no message of its own.
  if (error instanceof AggregateError && error.errors.length > 0) return asError(error.errors[0]);
  return error instanceof Error ? error : { message: String(error) };
}
