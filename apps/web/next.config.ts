import { join } from 'node:path';
import type { NextConfig } from 'next';

// A static export: files that any server can serve; nothing of it runs on one.
const config: NextConfig = {
  output: 'export',
  transpilePackages: ['@qca/api', '@qca/base', '@qca/ui', '@qca/units'],
  turbopack: { root: join(import.meta.dirname, '../..') },
  // `npm run check` holds the types; the build does not do it twice.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
