// The dashboard's tests: its pure parts in Node, its pages in the machine's own Chromium (skipped where there is none).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  cacheDir: '../../node_modules/.cache/vitest-dashboard',
  test: {
    name: 'dashboard',
    root: import.meta.dirname,
    environment: 'node',
    include: ['**/*.test.ts'],
    globalSetup: ['./set-up.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One browser at a time: two of them on a small machine only wait for each other.
    fileParallelism: false,
  },
})
