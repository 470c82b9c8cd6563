// The machine's own Chromium, for tests that look at pages as people do.
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

/** There is none on every machine: tests that need it are skipped where this is false. */
export const hasBrowser = executablePath !== undefined
if (!hasBrowser) console.warn('The tests of the pages are skipped: there is no Chromium here. Install one, or name it in CHROMIUM.')

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function openBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('no Chromium on this machine')
  return chromium.launch({ executablePath, headless: true, args: flags })
}

export type Look = { scheme?: 'light' | 'dark'; width?: number }

/** A new visitor's page, which collects what the browser complains of. */
export async function openPage(browser: Browser, { scheme = 'light', width = 1280 }: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 }, locale: 'en-US', timezoneId: 'America/Chicago' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return { page, complaints }
}
