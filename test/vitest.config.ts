// Three projects in one run: rules in Node, the Worker in workerd, the dashboard in Chromium (which skips itself where there is none).
import { dirname } from 'node:path'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { settingNames } from '../src/config.ts'
import { fakeProvider } from './world/fake-provider.ts'

const root = `${dirname(import.meta.dirname)}/`
const onWorkerd = ['test/journeys/**/*.test.ts', 'test/faults/**/*.test.ts']

/** Every setting is named as empty, so that nobody's own .dev.vars changes what is tested; the Worker then takes its local values. */
const unset = Object.fromEntries(settingNames.map((name) => [name, '']))

const rules: TestProjectConfiguration = {
  root,
  test: {
    name: 'rules',
    environment: 'node',
    setupFiles: [`${root}test/world/seed.ts`],
    include: ['test/**/*.test.ts'],
    exclude: [...onWorkerd, 'test/dashboard/**'],
  },
}

const worker: TestProjectConfiguration = {
  root,
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: `${root}wrangler.toml` },
      miniflare: {
        bindings: { ...unset, ENVIRONMENT: 'local', TEST_MIGRATIONS: await readD1Migrations(`${root}migrations`) },
        // Nothing leaves the machine: every request of the Worker to the outside lands in the fake.
        outboundService: fakeProvider,
      },
    })),
  ],
  test: { name: 'worker', include: onWorkerd, setupFiles: [`${root}test/world/set-up.ts`], testTimeout: 30_000, hookTimeout: 30_000 },
}

// A failed comparison of lists shows all of them.
const chaiConfig = { truncateThreshold: 0 }

export default defineConfig({
  test: {
    projects: [
      { ...rules, test: { ...rules.test, chaiConfig } },
      { ...worker, test: { ...worker.test, chaiConfig } },
      `${root}test/dashboard/vitest.config.ts`,
    ],
  },
})
