// One live call in an open page: lines appear as they are spoken, and no broken line loses or repeats one.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser, openPage } from './browser.ts'
import { type FakeApi, startFakeApi } from './fake-api.ts'
import { fullCall, sampleCustomer } from './sample.ts'
import { sampleWorld } from './world.ts'

let browser: Browser
let api: FakeApi
let page: Page
let call_id: string

beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser()
})

afterAll(() => browser?.close())

beforeEach(async () => {
  if (!hasBrowser) return
  api = await startFakeApi(sampleWorld())
  call_id = api.world.calls[0]?.id ?? ''
  page = (await openPage(browser)).page
  await page.goto(`${api.url}/calls/${call_id}`)
  await page.getByText('Live', { exact: true }).waitFor()
})

afterEach(async () => {
  await page?.context().close()
  await api?.stop()
})

/** What stands in the transcript, by seq. */
function shown(): Promise<(string | null)[]> {
  return page.locator('[data-entry]').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-entry')))
}

const upTo = (seq: number) => Array.from({ length: seq }, (_, n) => String(n + 1))

describe.skipIf(!hasBrowser)('a live call', () => {
  test('shows each line when it is spoken, once, though a writer repeats it', async () => {
    for (let seq = 3; seq <= 6; seq++) {
      api.say(call_id, seq % 2 ? 'agent' : 'customer', `This is line number ${seq}.`)
      await page.getByText(`This is line number ${seq}.`, { exact: true }).waitFor()
      api.repeat(call_id, seq)
    }
    expect(await shown()).toEqual(upTo(6))
  })

  test('is resumed after its last line when the socket is cut, without a gap or a repeat', async () => {
    api.say(call_id, 'agent', 'Before the cut.')
    await page.getByText('Before the cut.').waitFor()
    api.cutSockets()
    api.say(call_id, 'customer', 'During the cut.')
    await page.locator('[data-entry="4"]').waitFor()
    api.say(call_id, 'agent', 'After the cut.')
    await page.locator('[data-entry="5"]').waitFor()
    expect(await shown()).toEqual(upTo(5))
    expect(api.resumes.at(-1)).toBe(3)
  })

  test('shows every line once and in order, though the socket drops twenty times', async () => {
    for (let seq = 3; seq <= 42; seq++) {
      api.say(call_id, seq % 2 ? 'agent' : 'customer', `Line ${seq}.`)
      if (seq % 2 === 0) api.cutSockets()
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await page.locator('[data-entry="42"]').waitFor()
    expect(await shown()).toEqual(upTo(42))
  })

  test('says that it is behind while the Worker is away, and catches up when it is back', async () => {
    api.goAway()
    await page.getByText(/Connection lost at .* catching up/).waitFor()
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(await shown()).toEqual(upTo(2))
    api.say(call_id, 'agent', 'Said while nobody could hear it.')
    api.comeBack()
    await page.locator('[data-entry="3"]').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    expect(await shown()).toEqual(upTo(3))
  })

  test('reads new lines to those who listen, the newest of several only', async () => {
    api.say(call_id, 'agent', 'Could you pay a part of it?')
    api.say(call_id, 'customer', 'I get paid on Friday.')
    const said = page.locator('p[aria-live="polite"]').filter({ hasText: 'Friday' })
    await said.waitFor({ state: 'attached' })
    expect(await said.textContent()).toBe('2 new lines. Customer: I get paid on Friday.')
  })

  test('ends with its analysis, promise and follow-up, and its socket is not opened again', async () => {
    const priya = api.world.customers[2] ?? sampleCustomer(3, 'Priya Raman')
    const { analysis_result, promises, follow_ups } = fullCall(1, priya)
    api.finish(call_id, { analysis_result, promises, follow_ups, ended_at: new Date().toISOString(), duration_seconds: 61 })
    await page.getByText('Call ended, all lines are here').waitFor()
    await page.getByText('$250.00 by Dec 5, 2026, by card').waitFor()
    await page.getByRole('heading', { name: 'What follows' }).waitFor()
    const sockets = api.resumes.length
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(api.resumes.length).toBe(sockets)
    expect(api.watchers()).toBe(0)
  })
})
