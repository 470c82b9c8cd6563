// How drizzle-kit makes the next migration from src/store/schema.ts; wrangler and the tests apply the SQL beside this file.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'sqlite', schema: './src/store/schema.ts', out: './migrations' })
