/** A failure of the outside world (time-out, refused connection, full disk), raised by adapters only. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly retryable: boolean;

  constructor(message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
  }
}
