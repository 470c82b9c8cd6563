import { afterEach, describe, expect, test } from 'vitest'
import { extract } from '../../src/intelligence/extract.ts'
import { callOf, promiseTalk, talk } from './conversations.ts'
import { completion, type ModelAnswerStub, type ModelServer, modelServer } from './model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function read(turns: ReturnType<typeof talk>, ...answers: ModelAnswerStub[]) {
  const server = await modelServer(...answers)
  servers.push(server)
  return { ...(await extract(server.config, { ...callOf(turns), fence: 'fence-7f3a' })), requests: server.requests }
}

const judged = { confidence: 90, reasoning: 'It was said.', evidence: [{ seq: 4, quote: 'I will pay 250 dollars on December 5th' }] }
const answer = {
  sentiment: { tone: 'positive', score: 0.3, trajectory: 'steady', ...judged },
  intent: { label: 'promise_to_pay', secondary: [], ...judged },
  promise: { promise_made: true, promised_amount: 250, promised_date: '2026-12-05', payment_method: 'card', conditional: false, instalments: [], ...judged },
  callback: { requested: false, requested_date: null, requested_time: null },
  incident: null,
  summary: 'The customer promised to pay.',
}
const answers = (over: object) => completion(JSON.stringify({ ...answer, ...over }))

describe('the reading of a call by a model', () => {
  test('is proven by the transcript, dated by the promise, and priced', async () => {
    const { analysis, engine, models, provisional, cost_usd, llm_calls } = await read(promiseTalk, answers({}))
    expect([engine, models, provisional, cost_usd, llm_calls.length]).toEqual(['openrouter', ['openai/gpt-oss-120b'], false, 0.0004, 1])
    expect(analysis.promise).toMatchObject({ promise_made: true, promised_amount: 250, promised_date: '2026-12-05', payment_method: 'card', confidence: 90 })
    expect(analysis.sentiment.label).toBe('positive')
    expect(analysis.next_action).toMatchObject({ action: 'follow_up_promise', scheduled_for: '2026-12-05T15:00:00.000Z' })
  })

  test('shows the transcript as data behind a fence', async () => {
    const { requests } = await read(promiseTalk, answers({}))
    const sent = JSON.stringify(requests[0]?.body)
    expect(sent).toContain('<transcript-fence-7f3a>')
    expect(sent).toContain('</transcript-fence-7f3a>')
  })

  test('repairs an answer of the wrong shape once, with what was wrong', async () => {
    const { engine, requests, llm_calls } = await read(promiseTalk, completion('{"promise": true}'), answers({}))
    expect([engine, llm_calls.length]).toEqual(['openrouter', 2])
    expect(JSON.stringify(requests[1]?.body)).toContain('does not have the required shape')
  })

  test.each<[string, ModelAnswerStub[]]>([
    ['has the wrong shape twice', [completion('{}'), completion('not JSON')]],
    ['is cut', [completion('{"sentiment":', { finish_reason: 'length' })]],
    ['costs more than there is credit', [{ status: 402, body: { error: { code: 402, message: 'x' } } }]],
    ['never comes', ['cut']],
  ])('that %s is the local reading, to be repeated', async (_, given) => {
    const { analysis, engine, provisional, llm_calls } = await read(promiseTalk, ...given)
    expect([engine, provisional]).toEqual(['local', true])
    expect(analysis.promise.promised_amount).toBe(250)
    expect(llm_calls.at(-1)?.task).toBe('analysis')
  })

  test('loses a promise whose quote nobody spoke', async () => {
    const refusal = talk(
      ['agent', 'Hello, how are you?'],
      ['customer', 'Fine. What is this about?'],
      ['agent', 'About your account. May I explain?'],
      ['customer', 'No thank you, I am not interested in that.'],
    )
    const { analysis } = await read(
      refusal,
      answers({ promise: { ...answer.promise, promised_amount: 999, evidence: [{ seq: 4, quote: 'I will pay nine hundred and ninety nine' }] } }),
    )
    expect([analysis.promise.promise_made, analysis.promise.promised_amount, analysis.extracted_data.promise]).toEqual([false, null, null])
    expect(analysis.intent.label).not.toBe('promise_to_pay')
    expect(analysis.next_action.action).not.toBe('follow_up_promise')
  })

  test('loses an amount that nobody spoke, and is doubted', async () => {
    const { analysis } = await read(promiseTalk, answers({ promise: { ...answer.promise, promised_amount: 275 } }))
    expect(analysis.promise.promised_amount).toBeNull()
    expect(analysis.promise.confidence).toBeLessThan(60)
  })

  test('is doubted where a second reading of the same words disagrees', async () => {
    const { analysis } = await read(promiseTalk, answers({ promise: { ...answer.promise, promised_date: '2026-12-15' } }))
    expect(analysis.promise.confidence).toBeLessThan(60)
  })

  test('without a key is the local one, and final', async () => {
    const server = await modelServer('cut')
    servers.push(server)
    const { OPENROUTER_API_KEY: _key, ...config } = server.config
    const { engine, provisional, llm_calls, cost_usd } = await extract(config, { ...callOf(promiseTalk), fence: 'f' })
    expect([engine, provisional, llm_calls, cost_usd]).toEqual(['local', false, [], 0])
    expect(server.requests).toHaveLength(0)
  })
})
