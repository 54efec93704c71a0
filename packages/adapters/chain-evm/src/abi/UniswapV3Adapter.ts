// biome-ignore-all format: one entry a line, as the compiler has it.
/** The interface of `UniswapV3Adapter`, from the compiler. Written by `npm run contracts -- abi --write`. */
export const UniswapV3AdapterAbi = [
  {"type":"constructor","inputs":[{"name":"factory","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"FACTORY","inputs":[],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
  {"type":"function","name":"swap","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"},{"name":"amountIn","type":"uint256"},{"name":"amountOutMin","type":"uint256"},{"name":"data","type":"bytes"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"uniswapV3SwapCallback","inputs":[{"name":"amount0","type":"int256"},{"name":"amount1","type":"int256"},{"name":"","type":"bytes"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"error","name":"CallbackAsksForMore","inputs":[{"name":"asked","type":"int256"},{"name":"amountIn","type":"uint256"}]},
  {"type":"error","name":"CallbackNotExpected","inputs":[{"name":"caller","type":"address"}]},
  {"type":"error","name":"PoolMissing","inputs":[{"name":"tokenIn","type":"address"},{"name":"tokenOut","type":"address"}]},
  {"type":"error","name":"ReceivedTooLittle","inputs":[{"name":"token","type":"address"},{"name":"received","type":"uint256"},{"name":"amountOutMin","type":"uint256"}]},
  {"type":"error","name":"ReentrancyGuardReentrantCall","inputs":[]},
  {"type":"error","name":"SafeCastOverflowedUintToInt","inputs":[{"name":"value","type":"uint256"}]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"error","name":"SpentDiffers","inputs":[{"name":"token","type":"address"},{"name":"spent","type":"uint256"},{"name":"amountIn","type":"uint256"}]},
] as const;
