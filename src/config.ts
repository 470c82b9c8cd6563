// Every setting: its type, unit, default and reason. Parsed once per isolate; a bad or missing value stops the Worker with its name.
import { z } from 'zod'

/**
 * Values that stand in for a missing setting with ENVIRONMENT=local, and only there (design, Running).
 * They are no secrets: everything they guard runs on one machine. The emulator is started with the same values.
 */
export const localValues = {
  ELEVENLABS_BASE_URL: 'http://127.0.0.1:8789',
  ELEVENLABS_API_KEY: 'local-elevenlabs-key',
  ELEVENLABS_AGENTS: '{"collections":"agent_local_collections","roadside":"agent_local_roadside"}',
  ELEVENLABS_PHONE_NUMBER_ID: 'phnum_local',
  ELEVENLABS_WEBHOOK_SECRET: 'wsec_local',
  CUSTOM_LLM_SECRET: 'local-custom-llm-secret',
  TOOL_SECRET: 'local-tool-secret',
  CALL_TOKEN_SECRET: 'local-call-token-secret',
  PHONE_HASH_KEY: 'local-phone-hash-key',
  DASHBOARD_ORIGIN: 'http://localhost:8788',
} as const

const secretSchema = z.string().min(1)

const settingsSchema = z.object({
  ENVIRONMENT: z.string().regex(/^[a-z]+$/),
  /** Without `/v1`. */
  ELEVENLABS_BASE_URL: z.url(),
  ELEVENLABS_API_KEY: secretSchema,
  /** Pack id → agent id. */
  ELEVENLABS_AGENTS: z
    .string()
    .transform(agentsOf)
    .pipe(z.record(z.string(), z.string().min(1))),
  ELEVENLABS_PHONE_NUMBER_ID: z.string().min(1),
  ELEVENLABS_WEBHOOK_SECRET: secretSchema,
  /** Accepted beside the present one while a secret is rotated. */
  ELEVENLABS_WEBHOOK_SECRET_PREVIOUS: secretSchema.optional(),
  /** With `/api/v1`. */
  OPENROUTER_BASE_URL: z.url().default('https://openrouter.ai/api/v1'),
  /** Without it no model is asked: the local engine and the local brain answer. */
  OPENROUTER_API_KEY: secretSchema.optional(),
  CUSTOM_LLM_SECRET: secretSchema,
  TOOL_SECRET: secretSchema,
  CALL_TOKEN_SECRET: secretSchema,
  PHONE_HASH_KEY: secretSchema,
  DASHBOARD_ORIGIN: z.url(),
  /** Silence, in seconds, after which the provider is asked about a call. */
  WATCHDOG_SECONDS: z.coerce.number().int().min(1).max(3600).default(120),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  /** Said to a caller who is not told the creditor's name. */
  BUSINESS_NAME: z.string().min(1).max(100).default('Parley'),
})

export type Config = z.infer<typeof settingsSchema>

/** Every name that a deployment, or `npm run serve -- --var`, may set. */
export const settingNames: readonly string[] = Object.keys(settingsSchema.shape)

function agentsOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const parsed = new WeakMap<object, Config>()

/**
 * @throws Error naming every setting that is missing or wrong, never its value
 */
export function configOf(env: object): Config {
  const known = parsed.get(env)
  if (known) return known
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value === 'string' && value !== ''))
  const local = given.ENVIRONMENT === 'local'
  const result = settingsSchema.safeParse(local ? { ...localValues, ...given } : given)
  if (!result.success) throw new Error(`settings missing or wrong: ${[...new Set(result.error.issues.map((issue) => issue.path.join('.')))].join(', ')}`)
  if (result.data.RATE_LIMITS === 'off' && !local) throw new Error('settings missing or wrong: RATE_LIMITS')
  parsed.set(env, result.data)
  return result.data
}
