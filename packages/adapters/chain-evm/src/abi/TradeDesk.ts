// biome-ignore-all format: one entry a line, as the compiler has it.
/** The interface of `TradeDesk`, from the compiler. Written by `npm run contracts -- abi --write`. */
export const TradeDeskAbi = [
  {"type":"error","name":"AdapterNotInMandate","inputs":[{"name":"adapter","type":"address"}]},
  {"type":"error","name":"AssetNotInMandate","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"ClosingOnly","inputs":[{"name":"tokenOut","type":"address"}]},
  {"type":"error","name":"DeadlinePassed","inputs":[{"name":"deadline","type":"uint256"},{"name":"now_","type":"uint256"}]},
  {"type":"error","name":"HoldingTooSmall","inputs":[{"name":"token","type":"address"},{"name":"wanted","type":"uint256"},{"name":"held","type":"uint256"}]},
  {"type":"error","name":"NotApproved","inputs":[{"name":"what","type":"address"}]},
  {"type":"error","name":"OutOfMandateBounds","inputs":[{"name":"value","type":"uint256"},{"name":"min","type":"uint256"},{"name":"max","type":"uint256"}]},
  {"type":"error","name":"PositionTooLarge","inputs":[{"name":"token","type":"address"},{"name":"worth","type":"uint256"},{"name":"most","type":"uint256"}]},
  {"type":"error","name":"SafeCastOverflowedUintDowncast","inputs":[{"name":"bits","type":"uint8"},{"name":"value","type":"uint256"}]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"SameToken","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"Slippage","inputs":[{"name":"received","type":"uint256"},{"name":"least","type":"uint256"}]},
  {"type":"error","name":"SpentMore","inputs":[{"name":"token","type":"address"},{"name":"spent","type":"uint256"},{"name":"allowed","type":"uint256"}]},
  {"type":"error","name":"TooMany","inputs":[{"name":"count","type":"uint256"},{"name":"max","type":"uint256"}]},
  {"type":"error","name":"WindowSlippage","inputs":[{"name":"spentWad","type":"uint256"},{"name":"maxWad","type":"uint256"}]},
] as const;
