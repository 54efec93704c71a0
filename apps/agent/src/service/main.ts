import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runService } = await import('./runService.ts');
process.exitCode = await runService(process.argv.slice(2));
