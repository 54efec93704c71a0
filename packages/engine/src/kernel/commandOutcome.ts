/** Why a command has no effect: `value` breaks `rule`, which allows `limit`. */
export interface CommandRefusal {
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly detail: string;
}
