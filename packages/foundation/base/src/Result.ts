/** An outcome the rules decide: a value, or a rejection that carries the numbers explaining it. */
export type Result<Value, Rejection> = Accepted<Value> | Rejected<Rejection>;

export interface Accepted<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Rejected<Rejection> {
  readonly ok: false;
  readonly rejection: Rejection;
}

export function accept<Value>(value: Value): Accepted<Value> {
  return { ok: true, value };
}

export function reject<const Rejection>(rejection: Rejection): Rejected<Rejection> {
  return { ok: false, rejection };
}
