export { checkSettings } from './checkSettings.ts';
export {
  createSimulatedExchange,
  type Deposit,
  SimulatedExchange,
  type SimulationParts,
} from './SimulatedExchange.ts';
export {
  type BarPath,
  DEFAULT_SETTINGS,
  type FaultSettings,
  FRICTIONLESS,
  type Latency,
  type QueueSetting,
  type SimulationSettings,
  type Slippage,
} from './settings.ts';
