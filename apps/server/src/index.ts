export { readConfig, type ServerConfig } from './config.ts';
export { type RunningServer, type ServerOptions, startServer } from './startServer.ts';
