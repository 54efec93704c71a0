/** The guard's own way to a real venue, apart from the agent's: for when the agent does not answer. */
export interface VenueCanceller {
  /** Cancels every open order there is, whoever placed it under our account. Returns how many it asked to cancel. */
  cancelAll(): Promise<number>;
  close(): Promise<void>;
}
