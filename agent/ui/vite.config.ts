import { defineConfig, type Plugin } from 'vite';

// Each page is its own origin, so each is built alone: `--mode counter`, `--mode kiosk`, `--mode tablet`,
// `--mode console`, `--mode phone`. Device and hub serve them under `script-src 'self'; style-src 'self'`: nothing may be inlined.
declare const process: { env: Record<string, string | undefined>; cwd(): string };

// What the kiosk fetches later has no styles of its own, so nothing has to be loaded before it; Vite's
// helper for that would cost its first page 0.5 KB.
const plainImport: Plugin = {
  name: 'plain-import',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : null,
};

export default defineConfig(({ mode }) => ({
  root: mode,
  publicDir: false,
  cacheDir: '../node_modules/.vite',
  plugins: mode === 'kiosk' || mode === 'tablet' ? [plainImport] : [],
  base: mode === 'phone' ? './' : '/', // a proxy may have it anywhere
  define: { TABLET: JSON.stringify(mode === 'tablet'), PHONE: JSON.stringify(mode === 'phone') },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: `${process.env.TOUCHPOINT_UI_DIST ?? `${process.cwd()}/dist`}/${mode}`,
    emptyOutDir: true,
    target: 'es2020',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  logLevel: 'warn',
}));
