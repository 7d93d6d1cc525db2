import { defineConfig } from 'vite';

// Each page is its own origin, so each is built alone: `--mode counter`, `--mode kiosk`, `--mode tablet`,
// `--mode console`. Device and hub serve them under `script-src 'self'; style-src 'self'`: nothing may be inlined.
declare const process: { env: Record<string, string | undefined>; cwd(): string };

export default defineConfig(({ mode }) => ({
  root: mode,
  publicDir: false,
  cacheDir: '../node_modules/.vite',
  define: { TABLET: JSON.stringify(mode === 'tablet') },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: `${process.env.TOUCHPOINT_UI_DIST ?? `${process.cwd()}/dist`}/${mode}`,
    emptyOutDir: true,
    target: 'es2020',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  logLevel: 'warn',
}));
