// biome-ignore-all format: one entry a line, as the compiler has it.
/** The interface of `AIServiceAMMAdapter`, from the compiler. Written by `npm run contracts -- abi --write`. */
export const AIServiceAMMAdapterAbi = [
  {"type":"constructor","inputs":[{"name":"amm","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"AMM","inputs":[],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
  {"type":"function","name":"swap","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"},{"name":"amountIn","type":"uint256"},{"name":"amountOutMin","type":"uint256"},{"name":"data","type":"bytes"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"error","name":"PoolMissing","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"}]},
  {"type":"error","name":"ReceivedDiffers","inputs":[{"name":"token","type":"address"},{"name":"id","type":"uint256"},{"name":"expected","type":"uint256"},{"name":"received","type":"uint256"}]},
  {"type":"error","name":"ReceivedTooLittle","inputs":[{"name":"token","type":"address"},{"name":"received","type":"uint256"},{"name":"amountOutMin","type":"uint256"}]},
  {"type":"error","name":"ReentrancyGuardReentrantCall","inputs":[]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"SpentDiffers","inputs":[{"name":"token","type":"address"},{"name":"spent","type":"uint256"},{"name":"amountIn","type":"uint256"}]},
  {"type":"error","name":"TransferRefused","inputs":[{"name":"token","type":"address"},{"name":"id","type":"uint256"},{"name":"amount","type":"uint256"}]},
] as const;
