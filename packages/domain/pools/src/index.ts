export { optimalInputDown, type PoolReserves, swapInputUp, swapOutputDown } from './swap.ts';
