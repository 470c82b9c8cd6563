// What a finished call meant: a model's reading, proven and held to the rules, or the local engine's when no model can be asked or trusted.
import type { Config } from '../config.ts'
import { fromCents } from '../domain/money.ts'
import { type Analysis, type AnalysisProvenance, provenOnly, type SpokenTurn } from '../domain/outcome.ts'
import { type Instant, instantAt, instantOf, localDate } from '../domain/time.ts'
import { log } from '../telemetry/log.ts'
import { analysisMessages, answerSchema, type ModelAnswer } from './analysis-question.ts'
import { type CallToRead, extractedOf, nextAction, noPromise, readLocally, sendsHelp } from './local-engine.ts'
import { failureText } from './model-failure.ts'
import { complete, type LoggedCall } from './openrouter.ts'
import { type CallbackReading, readCallback } from './reading/callbacks.ts'
import { isEnglish } from './reading/language.ts'
import { checkPromise } from './second-opinion.ts'
import { formatOf, structuredAnswer } from './structured-answer.ts'

/** `fence` is random and new for every call: it closes the transcript off from the instructions. */
export type CallToExtract<Facts> = CallToRead<Facts> & { fence: string }

/** `provisional`: a model should have answered and did not, so the reading is to be repeated. `llm_calls` in the order in which they were made. */
export type Extracted = Pick<AnalysisProvenance, 'engine' | 'models' | 'cost_usd'> & { analysis: Analysis; llm_calls: LoggedCall[]; provisional: boolean }

export async function extract<Facts>(config: Config, call: CallToExtract<Facts>): Promise<Extracted> {
  const local = readLocally(call)
  if (config.OPENROUTER_API_KEY === undefined) return { analysis: local, engine: 'local', models: [], cost_usd: 0, llm_calls: [], provisional: false }
  const llm_calls: LoggedCall[] = []
  const schema = answerSchema(call.pack.intents)
  const format = formatOf('call_analysis', schema)
  const answered = await structuredAnswer(schema, analysisMessages(call, call.fence), async (messages) => {
    const asked = await complete(config, 'analysis', messages, format)
    llm_calls.push(asked.call)
    return asked
  })
  const cost_usd = llm_calls.reduce((sum, one) => sum + (one.cost_usd ?? 0), 0)
  if (!answered.ok) {
    log({ kind: 'model_failed', task: 'analysis', failure: failureText(answered.error) })
    return { analysis: local, engine: 'local', models: [], cost_usd, llm_calls, provisional: true }
  }
  return {
    analysis: analysisOf(call, answered.value.answer, local),
    engine: 'openrouter',
    models: [answered.value.model],
    cost_usd,
    llm_calls,
    provisional: false,
  }
}

/** The model's answer as an analysis: only what is proven, money checked by a second reading, the next action by the pack and its rules. */
function analysisOf<Facts>(call: CallToRead<Facts>, answer: ModelAnswer, local: Analysis): Analysis {
  const { tone, ...sentiment } = answer.sentiment
  const drafted: Analysis = {
    ...local,
    sentiment: { ...sentiment, label: tone },
    intent: answer.intent,
    promise: call.pack.isDebt ? checkedPromise(call, answer, local) : noPromise,
    summary: answer.summary,
  }
  const { analysis } = provenOnly(drafted, call.turns)
  const { promise } = analysis
  // An intent whose quotes are all invented, or that names a promise which did not hold, is no better than none.
  const invented = answer.intent.evidence.length > 0 && analysis.intent.evidence.length === 0
  const intent = invented || (answer.promise.promise_made && !promise.promise_made) ? local.intent : analysis.intent
  const incident = sendsHelp(call.pack) ? incidentOf(answer, local, call.turns) : null
  const callback = callbackOf(call, answer)
  return {
    ...analysis,
    intent,
    next_action: nextAction(call, { intent: intent.label, promise, callback, incident }),
    extracted_data: extractedOf(intent.label, call.pack.isDebt ? promise : null, incident),
    summary: intent === analysis.intent ? analysis.summary : local.summary,
  }
}

function checkedPromise<Facts>(call: CallToRead<Facts>, answer: ModelAnswer, local: Analysis) {
  const cents = call.facts === null ? null : call.pack.balanceCents(call.facts)
  return checkPromise(answer.promise, isEnglish(call.turns) ? local.promise : null, call.turns, cents === null ? null : fromCents(cents))
}

/** The model's request for a call, its day and hour from the local reader where the model gave none. */
function callbackOf<Facts>(call: CallToRead<Facts>, { callback }: ModelAnswer): CallbackReading {
  const local = readCallback(call.turns, call.reference_time, call.zone)
  if (!callback.requested) return local
  return { ...local, requested: true, requested_for: instantOfModel(callback, call) ?? local.requested_for }
}

/** Null for a day that does not exist, or that is over. */
function instantOfModel<Facts>({ requested_date, requested_time }: ModelAnswer['callback'], { zone, reference_time }: CallToRead<Facts>): Instant | null {
  if (requested_date === null && requested_time === null) return null
  try {
    const asked = instantAt(requested_date ?? localDate(reference_time, zone), requested_time ?? '10:00', zone)
    return Date.parse(asked) > Date.parse(reference_time) ? instantOf(Date.parse(asked)) : null
  } catch {
    return null
  }
}

function incidentOf(answer: ModelAnswer, local: Analysis, turns: readonly SpokenTurn[]) {
  const { incident } = answer
  const { location, vehicle, safety, destination } = local.extracted_data
  if (incident === null) return { location, vehicle, safety, destination }
  const spoken = turns.map((turn) => turn.text.toLowerCase()).join('\n')
  const heard = (words: string | null) => (words?.split(/\W+/).some((word) => word.length > 2 && spoken.includes(word.toLowerCase())) ? words : null)
  const model = heard(incident.vehicle_model)
  return {
    location:
      incident.address === null && incident.landmark === null && !incident.location_ambiguous
        ? location
        : { address: heard(incident.address), landmark: heard(incident.landmark), ambiguous: incident.location_ambiguous },
    vehicle: model === null ? vehicle : { make: heard(incident.vehicle_make), model, differs_from_file: vehicle?.differs_from_file ?? false },
    // Whoever hears danger is believed: a miss here harms somebody, a false alarm costs a question.
    safety: { safe: safety?.safe === false ? false : incident.safe, injuries: safety?.injuries === true ? true : incident.injuries },
    destination: heard(incident.destination) ?? destination,
  }
}
