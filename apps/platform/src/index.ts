export { runPlatform } from './runPlatform.ts';
