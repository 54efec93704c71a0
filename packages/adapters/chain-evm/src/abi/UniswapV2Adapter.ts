// biome-ignore-all format: one entry a line, as the compiler has it.
/** The interface of `UniswapV2Adapter`, from the compiler. Written by `npm run contracts -- abi --write`. */
export const UniswapV2AdapterAbi = [
  {"type":"constructor","inputs":[{"name":"factory","type":"address"},{"name":"feeBps","type":"uint256"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"FACTORY","inputs":[],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
  {"type":"function","name":"FEE_BPS","inputs":[],"outputs":[{"name":"","type":"uint256"}],"stateMutability":"view"},
  {"type":"function","name":"swap","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"},{"name":"amountIn","type":"uint256"},{"name":"amountOutMin","type":"uint256"},{"name":"data","type":"bytes"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"error","name":"FeeOutOfBounds","inputs":[{"name":"feeBps","type":"uint256"},{"name":"max","type":"uint256"}]},
  {"type":"error","name":"PoolMissing","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"}]},
  {"type":"error","name":"ReceivedTooLittle","inputs":[{"name":"token","type":"address"},{"name":"received","type":"uint256"},{"name":"amountOutMin","type":"uint256"}]},
  {"type":"error","name":"ReentrancyGuardReentrantCall","inputs":[]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"SpentDiffers","inputs":[{"name":"token","type":"address"},{"name":"spent","type":"uint256"},{"name":"amountIn","type":"uint256"}]},
] as const;
