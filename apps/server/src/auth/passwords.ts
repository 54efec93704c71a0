import { hash, type Options, verify } from '@node-rs/argon2';
import { ProblemError } from '../http/ProblemError.ts';

/** OWASP's first choice for argon2id (algorithm 2): 19 MiB, two rounds, one lane. */
const OPTIONS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes a core for some 15 ms and 19 MiB: two at a time keep the server answering. */
const AT_ONCE_MAX = 2;

/** More people than this do not sign in at the same moment. */
const WAITING_MAX = 32;

let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password with argon2id and a random salt. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS));
}

/** Whether a password is the one behind a hash. */
export function isPassword(password: string, passwordHash: string): Promise<boolean> {
  return inTurn(() => verify(passwordHash, password));
}

async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (running >= AT_ONCE_MAX) {
    if (waiting.length >= WAITING_MAX) {
      throw new ProblemError('too-many-requests', 'Too many people are signing in.', {
        headers: { 'Retry-After': '1' },
      });
    }
    await new Promise<void>((done) => waiting.push(done));
  } else running += 1;
  try {
    return await work();
  } finally {
    // The place goes to whoever waits longest; it is free when nobody does.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
