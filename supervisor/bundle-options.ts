import type { BuildOptions } from 'esbuild';

/** How the supervisor becomes the one file that is installed: `supervisor.cjs`, CommonJS with all that it needs inside. */
export const bundleOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // The packages' ES modules: their CommonJS cannot be tree-shaken.
  mainFields: ['module', 'main'],
  legalComments: 'none',
} as const satisfies BuildOptions;
