// Builds the dashboard into dist, which Pages serves; in development it forwards /api and /ws to a Worker on this machine.
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { theme } from './src/ui/theme.ts'

const worker = process.env.PARLEY_API ?? 'http://127.0.0.1:8787'

/** The theme's variables as a file: the kit would write them into a style element, which the content security policy forbids. */
function themeVariables(): Plugin {
  return {
    name: 'theme-variables',
    resolveId: (id) => (id === 'virtual:theme.css' ? '/@theme.css' : undefined),
    load: (id) => (id === '/@theme.css' ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root') : undefined),
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeVariables()],
  // The browsers that know light-dark() themselves: an older target would rewrite it into something the kit's colour schemes do not set.
  build: { outDir: 'dist', emptyOutDir: true, target: ['chrome123', 'firefox120', 'safari17.5'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: {
      '/api': { target: worker, headers: { authorization: 'Bearer dev' } },
      '/ws': { target: worker.replace(/^http/, 'ws'), ws: true },
    },
  },
})
