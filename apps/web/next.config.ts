import { join } from 'node:path';
import type { NextConfig } from 'next';

/** Where the API answers while screens are worked on: `npm run dev` says so. A built site is served by the API itself. */
const api = process.env['QCA_DEV_API'];
const API_PATHS = ['/api/:path*', '/health/:path*', '/metrics'];

// A static export: files that any server can serve; nothing of it runs on one.
const config: NextConfig = {
  ...(api === undefined
    ? { output: 'export' }
    : {
        rewrites: () =>
          Promise.resolve(API_PATHS.map((source) => ({ source, destination: `${api}${source}` }))),
      }),
  transpilePackages: ['@qca/api', '@qca/base', '@qca/ui', '@qca/units'],
  turbopack: { root: join(import.meta.dirname, '../..') },
  // `npm run check` holds the types; the build does not do it twice.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
