export { readConfig, type ServerConfig } from './config.ts';
export { createLogger } from './createLogger.ts';
export { type RunningServer, type ServerOptions, startServer } from './startServer.ts';
