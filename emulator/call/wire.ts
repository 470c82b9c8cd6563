// A call in the provider's words: the conversation as GET and webhook show it, and its line in a list.
import { agentNumber, type Call, secondsInto, type ToolResult, type Turn, userIdOf, variablesOf } from './call.ts'

/** Credits for a second of talk. */
const creditsPerSecond = 6
const retentionSeconds = 30 * 24 * 3600

/** `GET /v1/convai/conversations/{id}`, which is also the `data` of a transcription webhook. Every key the SDK needs is there at every status. */
export function conversationOf(call: Call) {
  const talked = call.accepted_at_ms !== null
  const data = call.dial.conversation_initiation_client_data
  return {
    agent_id: call.dial.agent_id,
    agent_name: agentName(call),
    conversation_id: call.conversation_id,
    status: call.status,
    user_id: userIdOf(call),
    branch_id: null,
    version_id: null,
    environment: 'production',
    transcript: call.turns.map((turn) => turnOf(turn, call)),
    metadata: metadataOf(call),
    analysis: analysisOf(call),
    visited_agents: talked ? [{ agent_id: call.dial.agent_id, branch_id: null }] : [],
    conversation_initiation_client_data: {
      conversation_config_override: data?.conversation_config_override ?? {},
      custom_llm_extra_body: data?.custom_llm_extra_body ?? {},
      user_id: userIdOf(call),
      source_info: { source: null, version: null },
      branch_id: null,
      environment: 'production',
      dynamic_variables: variablesOf(call),
    },
    has_audio: false,
    has_user_audio: false,
    has_response_audio: false,
    has_auxiliary_audio: false,
    tag_ids: [],
  }
}

/** A line of `GET /v1/convai/conversations`. */
export function summaryOf(call: Call) {
  const analysis = analysisOf(call)
  const tools = call.turns.flatMap((turn) => (turn.tool ? [turn.tool.call.name] : []))
  return {
    agent_id: call.dial.agent_id,
    branch_id: null,
    version_id: null,
    agent_name: agentName(call),
    conversation_id: call.conversation_id,
    start_time_unix_secs: Math.floor(call.started_at_ms / 1000),
    call_duration_secs: secondsInto(call),
    message_count: call.turns.filter((turn) => turn.message !== null).length,
    status: call.status,
    termination_reason: call.termination_reason,
    call_successful: analysis?.call_successful ?? 'unknown',
    call_success_score: null,
    transcript_summary: analysis?.transcript_summary ?? null,
    call_summary_title: analysis?.call_summary_title ?? null,
    main_language: 'en',
    conversation_initiation_source: call.carrier,
    tool_names: [...new Set(tools)].sort(),
    direction: 'outbound',
    rating: null,
    tag_ids: [],
  }
}

/** What a call costs is known once it was processed. */
function costOf(call: Call): number | null {
  return call.status === 'done' ? secondsInto(call) * creditsPerSecond : null
}

function metadataOf(call: Call) {
  const started = Math.floor(call.started_at_ms / 1000)
  const cost = costOf(call)
  return {
    start_time_unix_secs: started,
    accepted_time_unix_secs: call.accepted_at_ms === null ? null : Math.floor(call.accepted_at_ms / 1000),
    call_duration_secs: secondsInto(call),
    cost,
    deletion_settings: {
      deletion_time_unix_secs: started + retentionSeconds,
      deleted_logs_at_time_unix_secs: null,
      deleted_audio_at_time_unix_secs: null,
      deleted_transcript_at_time_unix_secs: null,
      delete_transcript_and_pii: true,
      delete_audio: true,
    },
    feedback: { type: null, overall_score: null, likes: 0, dislikes: 0, rating: null, comment: null },
    authorization_method: 'authorization_header',
    charging: {
      dev_discount: false,
      is_burst: false,
      tier: 'emulated',
      llm_usage: { irreversible_generation: { model_usage: {} }, initiated_generation: { model_usage: {} } },
      llm_price: 0,
      llm_charge: 0,
      call_charge: cost,
      free_minutes_consumed: 0,
      free_llm_dollars_consumed: 0,
    },
    phone_call: phoneCallOf(call),
    batch_call: null,
    termination_reason: call.termination_reason,
    error: call.error,
    warnings: [],
    main_language: 'en',
    rag_usage: null,
    text_only: false,
    features_usage: featuresOf(call),
    eleven_assistant: { is_eleven_assistant: false },
    initiator_id: null,
    conversation_initiation_source: call.carrier,
    conversation_initiation_source_version: null,
    timezone: null,
  }
}

function phoneCallOf(call: Call) {
  const shared = {
    direction: 'outbound',
    phone_number_id: call.dial.agent_phone_number_id,
    agent_number: agentNumber,
    external_number: call.dial.to_number,
    call_result: call.call_result,
    call_sid: call.call_sid,
  }
  if (call.carrier === 'sip_trunk') return { type: 'sip_trunking', ...shared, call_id: call.call_sid, sip_header_dynamic_variables: {} }
  return { type: 'twilio', ...shared, stream_sid: call.accepted_at_ms === null ? '' : `MZ${call.call_sid.slice(2)}` }
}

function featuresOf(call: Call) {
  const off = { enabled: false, used: false }
  const mailboxFound = call.turns.some((turn) => turn.tool?.call.name === 'voicemail_detection')
  return {
    language_detection: off,
    transfer_to_agent: off,
    transfer_to_number: off,
    multivoice: off,
    dtmf_tones: off,
    external_mcp_servers: off,
    voicemail_detection: { enabled: true, used: mailboxFound },
    pii_zrm_workspace: false,
    pii_zrm_agent: false,
    tool_dynamic_variable_updates: off,
    is_livekit: false,
  }
}

function turnOf(turn: Turn, call: Call) {
  const metrics =
    turn.first_words_ms === null
      ? null
      : {
          metrics: {
            convai_llm_service_ttfb: { elapsed_time: turn.first_words_ms / 1000 },
            convai_llm_service_ttf_sentence: { elapsed_time: turn.first_words_ms / 1000 },
          },
          convai_asr_provider: 'emulated',
          convai_tts_model: 'emulated',
        }
  return {
    role: turn.role,
    agent_metadata: turn.role === 'agent' ? { agent_id: call.dial.agent_id, branch_id: null, workflow_node_id: null, version_id: null } : null,
    message: turn.message,
    multivoice_message: null,
    tool_calls: turn.tool ? [toolCallOf(turn.tool)] : [],
    tool_results: turn.tool ? [toolResultOf(turn.tool)] : [],
    feedback: null,
    llm_override: null,
    time_in_call_secs: Math.floor(turn.at_ms / 1000),
    conversation_turn_metrics: metrics,
    rag_retrieval_info: null,
    llm_usage: null,
    interrupted: turn.original_message !== null,
    original_message: turn.original_message,
    source_medium: turn.role === 'user' ? 'audio' : null,
    ...(turn.first_words_ms === null ? {} : { producing_llm: 'custom-llm' }),
  }
}

function toolCallOf(tool: ToolResult) {
  return {
    type: 'system',
    request_id: tool.call.id,
    tool_name: tool.call.name,
    params_as_json: tool.call.arguments,
    tool_has_been_called: !tool.is_error,
    tool_details: null,
  }
}

function toolResultOf(tool: ToolResult) {
  return {
    request_id: tool.call.id,
    tool_name: tool.call.name,
    result_value: tool.text,
    is_error: tool.is_error,
    is_blocked: false,
    tool_has_been_called: !tool.is_error,
    tool_latency_secs: 0,
    error_type: '',
    raw_error_message: '',
    dynamic_variable_updates: [],
    type: 'system',
    ...(tool.result ? { result: tool.result } : {}),
  }
}

/** Filled at `done` and never before. It says how the call went, and nothing about what was said: the emulator has not understood it. */
function analysisOf(call: Call) {
  if (call.status !== 'done') return null
  const voicemail = call.call_result === 'voicemail'
  const both = call.spoken.some((line) => line.speaker === 'user') && call.spoken.filter((line) => line.speaker === 'agent').length > 1
  return {
    evaluation_criteria_results: {},
    data_collection_results: {},
    evaluation_criteria_results_list: [],
    data_collection_results_list: [],
    call_successful: both && !voicemail ? 'success' : 'unknown',
    call_success_score: null,
    transcript_summary: voicemail
      ? 'The call reached a mailbox.'
      : `A conversation of ${call.spoken.length} turns over ${secondsInto(call)} seconds. ${call.termination_reason}`,
    call_summary_title: voicemail ? 'Mailbox reached' : 'Conversation held',
    scoped: [],
  }
}

function agentName(call: Call): string {
  return `Emulated agent of ${call.pack_id}`
}
