/**
 * A request refused with one of Binance's own codes and messages.
 *
 * Source: Binance spot API, `errors.md`. Some messages are part of the protocol: clients tell refusals of one code
 * apart by them.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly status: number;
  /** Sent as `Retry-After`, in seconds. */
  readonly retryAfterS: number | undefined;

  constructor(code: number, message: string, more: { status?: number; retryAfterS?: number } = {}) {
    super(message);
    this.code = code;
    this.status = more.status ?? 400;
    this.retryAfterS = more.retryAfterS;
  }
}

const refusal = (code: number, message: string, status?: number) => (): ApiError =>
  new ApiError(code, message, status === undefined ? {} : { status });

/** Every refusal by name. Those that speak of a parameter or filter take its name. */
export const REFUSALS = {
  internalError: refusal(-1000, 'An unknown error occurred while processing the request.', 500),
  overloaded: refusal(-1008, 'Request throttled by system-level protection. Please try again.', 503),
  tooManyOrders: (limit: number, interval: string): ApiError =>
    new ApiError(-1015, `Too many new orders; current limit is ${limit} orders per ${interval}.`, {
      status: 429,
      retryAfterS: 10,
    }),
  outsideWindow: refusal(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  aheadOfServer: refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: refusal(-1022, 'Signature for this request is not valid.'),
  illegalCharacters: (name: string, legal: string): ApiError =>
    new ApiError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal}'.`),
  missing: (name: string): ApiError =>
    new ApiError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  missingEither: (one: string, other: string): ApiError =>
    new ApiError(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`),
  notRequired: (name: string): ApiError => new ApiError(-1106, `Parameter '${name}' sent when not required.`),
  tooPrecise: (name: string): ApiError => new ApiError(-1111, `Parameter '${name}' has too much precision.`),
  badTimeInForce: refusal(-1115, 'Invalid timeInForce.'),
  badOrderType: refusal(-1116, 'Invalid orderType.'),
  badSide: refusal(-1117, 'Invalid side.'),
  badInterval: refusal(-1120, 'Invalid interval.'),
  badSymbol: refusal(-1121, 'Invalid symbol.'),
  badListenKey: refusal(-1125, 'This listenKey does not exist.'),
  badRecvWindow: refusal(-1131, 'recvWindow must be less than 60000.'),
  filter: (name: string): ApiError => new ApiError(-1013, `Filter failure: ${name}`),
  duplicateOrder: refusal(-2010, 'Duplicate order sent.'),
  insufficientBalance: refusal(-2010, 'Account has insufficient balance for requested action.'),
  wouldTake: refusal(-2010, 'Order would immediately match and take.'),
  wouldTrigger: refusal(-2010, 'Stop price would trigger immediately.'),
  bookFull: refusal(-2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.'),
  cancelUnknown: refusal(-2011, 'Unknown order sent.'),
  noSuchOrder: refusal(-2013, 'Order does not exist.'),
  badKeyFormat: refusal(-2014, 'API-key format invalid.', 401),
  badKey: refusal(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  notFound: refusal(-1, 'Not found.', 404),
} as const;
