// The pages as people meet them: readable in both schemes and on a phone, usable by keyboard, truthful when something is refused.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, type Look, openBrowser, openPage } from './browser.ts'
import { type FakeApi, startFakeApi } from './fake-api.ts'
import { sampleWorld } from './world.ts'

let api: FakeApi
let browser: Browser

beforeAll(async () => {
  if (!hasBrowser) return
  api = await startFakeApi(sampleWorld())
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await api?.stop()
})

/** Every kind of page, with something that stands on it only when its answer has come. */
const pages = [
  { name: 'the list of calls', path: () => '/calls', shows: 'Priya Raman' },
  { name: 'a live call', path: () => `/calls/${api.world.calls[0]?.id}`, shows: 'Yes, this is Priya.' },
  { name: 'a finished call', path: () => `/calls/${api.world.calls[2]?.id}`, shows: 'Maria confirmed who she is' },
  { name: 'the list of customers', path: () => '/customers', shows: 'Devon Brooks' },
  { name: 'a customer', path: () => `/customers/${api.world.customers[0]?.id}`, shows: '$1,250.50' },
  { name: 'the follow-ups', path: () => '/follow-ups', shows: 'Promise reminder' },
] as const

async function visit(path: string, look: Look = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, look)
  await opened.page.goto(api.url + path)
  return opened
}

describe.skipIf(!hasBrowser)('a page', () => {
  test.for(pages)('has no barrier that axe can find, in light and in dark colours: $name', async ({ path, shows }) => {
    const { page, complaints } = await visit(path())
    await page.getByText(shows).first().waitFor()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor()
      const found = await new AxeBuilder({ page }).analyze()
      expect(found.violations.map(({ id, nodes }) => `${scheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    }
    expect(await page.locator('h1').count()).toBe(1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.for(pages)('never scrolls sideways on a phone: $name', async ({ path, shows }) => {
    const { page } = await visit(path(), { width: 390 })
    await page.getByText(shows).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.context().close()
  })

  test('says what is wrong, with the number of the request, when its address leads to nothing', async () => {
    const { page } = await visit(`/calls/call_${'0'.repeat(26)}`)
    await page.getByRole('alert').getByText('There is nothing here that you may see').waitFor()
    expect(await page.getByRole('alert').textContent()).toMatch(/Request req-\d+/)
    await page.context().close()
  })

  test('keeps the colours that somebody chose', async () => {
    const { page } = await visit('/calls', { scheme: 'light' })
    await page.getByRole('button', { name: 'Use the dark colours' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Use the light colours' }).waitFor()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    await page.context().close()
  })
})

describe.skipIf(!hasBrowser)('the list of calls', () => {
  test('is walked through and opened by keyboard alone', async () => {
    const { page } = await visit('/calls')
    await page.getByText('Rosa Lindqvist').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Priya Raman' }).waitFor()
    await page.context().close()
  })

  test('keeps its filters in the address, and pages to older calls', async () => {
    const { page } = await visit('/calls')
    await page.getByLabel('Status').selectOption({ label: 'Completed' })
    await page.waitForURL(/status=completed/)
    await page.getByLabel('Line of business').selectOption({ label: 'Roadside' })
    await page.getByText('Flat tire').waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.reload()
    await page.getByText('Flat tire').waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('link', { name: 'Older' }).click()
    await page.getByRole('link', { name: 'Newest' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(api.world.calls.length - 50)
    await page.context().close()
  })

  test('shows a call that ends without being loaded again', async () => {
    const { page } = await visit('/calls')
    const dialling = page.getByRole('row').filter({ hasText: 'Dialling' })
    await dialling.waitFor()
    const call = api.world.calls[1]
    if (!call) throw new Error('the world has a call that is dialled')
    call.status = 'busy'
    await page.getByRole('row').filter({ hasText: 'Busy' }).filter({ hasText: 'Rosa' }).waitFor()
    await page.context().close()
  })
})

describe.skipIf(!hasBrowser)('the Call button', () => {
  test('leads to the call when somebody may be called, and asks once', async () => {
    const { page } = await visit('/customers')
    const before = api.asked.length
    await page.getByRole('button', { name: 'Call Theo Nakamura' }).click()
    await page.getByRole('heading', { level: 1, name: 'Theo Nakamura' }).waitFor()
    const starts = api.asked.slice(before).filter(({ path }) => path === '/api/calls/start')
    expect(starts).toHaveLength(1)
    expect(starts[0]?.idempotency_key).toMatch(/^[0-9a-f-]{36}$/)
    await page.context().close()
  })

  test('shows the receipt when the rules say no: why, which rules, and from when in the customer’s own time', async () => {
    const { page } = await visit('/customers')
    await page.getByRole('button', { name: 'Call Devon Brooks' }).click()
    const receipt = page.getByRole('dialog', { name: 'Devon Brooks may not be called now' })
    await receipt.waitFor()
    const text = await receipt.textContent()
    expect(text).toContain('It is 3:42 in the morning where Devon is.')
    expect(text).toContain('Mon, Nov 23, 8:00 AM PST')
    expect(text).toContain('us.hours.local')
    const found = await new AxeBuilder({ page }).include('dialog').analyze()
    expect(found.violations).toEqual([])
    await page.keyboard.press('Escape')
    await receipt.waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Call Devon Brooks')
    await page.context().close()
  })

  test('leads to the live call when the person is on the line', async () => {
    const { page } = await visit('/customers')
    await page.getByRole('button', { name: 'Call Priya Raman' }).click()
    await page.getByRole('link', { name: 'Open the live call' }).click()
    await page.getByText('Yes, this is Priya.').waitFor()
    await page.context().close()
  })

  test('shows what else went wrong, with the number of the request', async () => {
    const { page } = await visit('/customers')
    await page.getByRole('button', { name: 'Call Rosa Lindqvist' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('The voice provider refused').waitFor()
    expect(await alert.textContent()).toMatch(/Request req-\d+/)
    await page.context().close()
  })

  test('asks again with the same key when no answer came, so that one press never rings twice', async () => {
    const { page } = await visit('/customers')
    const button = page.getByRole('button', { name: 'Call Ines Carvalho' })
    await button.waitFor()
    const before = api.asked.length
    api.goAway()
    await button.click()
    await page.getByRole('alert').waitFor()
    api.comeBack()
    await page.keyboard.press('Escape')
    await button.click()
    await page.getByRole('heading', { level: 1, name: 'Ines Carvalho' }).waitFor()
    const keys = api.asked
      .slice(before)
      .filter(({ path }) => path === '/api/calls/start')
      .map(({ idempotency_key }) => idempotency_key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    await page.context().close()
  })
})

describe.skipIf(!hasBrowser)('a finished call', () => {
  test('lights the line that a quote comes from, by mouse and by keyboard', async () => {
    const { page } = await visit(`/calls/${api.world.calls[2]?.id}`)
    await page.getByRole('button', { name: '“it has been a rough month”' }).click()
    expect(await page.locator('[data-entry="4"] mark').textContent()).toBe('it has been a rough month')
    await page.getByRole('button', { name: '“Yes, that is right”' }).focus()
    expect(await page.locator('mark').allTextContents()).toEqual(['Yes, that is right'])
    await page.context().close()
  })

  test('takes a note and shows it', async () => {
    const { page } = await visit(`/calls/${api.world.calls[2]?.id}`)
    await page.getByLabel('A note on this call').fill('Call again after the holiday.')
    await page.getByRole('button', { name: 'Add note' }).click()
    await page.locator('li').filter({ hasText: 'Call again after the holiday.' }).waitFor()
    await page.context().close()
  })
})
