// What a clause does about a payment: commits, offers, hedges, sets a condition, refuses, reports the past, or speaks for somebody else.
// General grammar of American telephone English; nothing here knows amounts or days.

const gap = "(?:[\\w'$.,-]+ ){0,6}?"
const payVerb =
  '(?:pay|send|mail|bring|drop|wire|transfer|deposit|give|put|make|settle|clear|cover|hand|submit|swing|manage|afford|get (?:you|it|that|caught|current|this)|catch up|take care|have (?:it|that|my|your|the|you|this)|do|post|venmo|zelle|cash app|schedule|set (?:it|that|up)|walk|run|write|cut|split|start|knock|finish|stick|commit|go with|be (?:paying|sending|mailing|good|able to)|e-?transfer)'
const spokenFor =
  "(?:i'll|ill|i will|i shall|i'm going to|i am going to|i'm gonna|im gonna|im going to|i gonna|we'll|we will|we're going to|we're gonna|let me|lemme|i promise(?: to| i'll)?|i can|we can|i could|i would|i'd|i do)"

const commits = [
  new RegExp(`\\b(?:${spokenFor}) ${gap}${payVerb}\\b`),
  /\b(?:i'm|im|i am) good for (?:it|that)\b/,
  /\bi(?:'ve| have) (?:got )?(?:it|the money|the cash) (?:ready|set aside|here)\b/,
  /\b(?:let's|lets) (?:do|say|make|go|call|set|put|try \$?\d)\b/,
  /\b(?:charge|debit|bill|ach|draft) (?:it|that|me|my|the|\$?\d)/,
  /\b(?:take|pull|run|draw|get) (?:it|that|the (?:money|payment)|them|the \w+) (?:out )?(?:of|off|from|on|through|with)\b/,
  /\byou (?:can|may|could) (?:take|charge|debit|pull|run|draft|bill|expect|count on|put me)\b/,
  /\b(?:put|pencil|mark|book|sign) me (?:down|in|up)\b/,
  /\b(?:go ahead and )?(?:schedule|set) (?:it|that|me|the payment)(?: up)?\b/,
  /\b(?:use|put it on|on) (?:the|my) (?:\w+ )?card\b/,
  /\byou(?:'ll| will) (?:have|get|see|receive) (?:it|that|the|your|my|a|\$?\d|every)/,
  /\b(?:it|that|the (?:money|payment|check))(?:'ll| will) be (?:there|in|paid|on|made|sent|done|with you|the|next|to)\b/,
  /\bmake (?:it|that) (?!up|to|work|easier)/,
  /\bexpect (?:it|a payment|my)\b/,
  /\bcount on (?:it|me)\b/,
]
const pays = new RegExp(`\\b(?:${payVerb}|payment|paid|money|installment|instalment|dime|penny)\\b`)
const refuses = new RegExp(
  `\\b(?:can't|cannot|can not|cant|won't|wont|will not|not (?:going to|gonna|able to|paying|sending|giving|making)|unable to|refuse to|never|ain't|no way|nothing|don't have|do not have|couldn't)\\b${' '}?${gap}${payVerb}?\\b`,
)
const withdraws =
  /\b(?:forget it|never ?mind|scratch that|take (?:that|it) back|cancel (?:that|it|the payment)|(?:can't|cannot|won't|not) (?:promise|commit|guarantee|say|agree)|don't hold me|no (?:payment|promises|guarantees?)|changed my mind|can't (?:do|make|afford) (?:that|it|anything)|not (?:sure|certain) (?:i|if|when|that)|don't know (?:if|when|yet))\b/
const hedges =
  /\b(?:i'll try|ill try|i will try|try(?:ing)? (?:to|and|for|my)|gonna try|do my best|maybe|might|may be able|perhaps|possibly|hopefully|hop(?:e|ing)|i think i (?:can|could|might|should)|probably|not sure|no promises|see what i can|look into|should be able|we'll see|we will see|(?:can't|cannot) (?:promise|guarantee|say|commit)|don't hold me|think about|thinking about|consider|i wish|if i can|work something|aim(?:ing)? (?:to|for)|would love to|supposed to)\b/
const condition =
  /\b(?:if|unless|provided|assuming|depend(?:s|ing)?|in case|as long as|so long as|only (?:when|if|after)|until|not till|contingent|should (?:my|the|they|he|she) )\b|\b(?:when|once|as soon as|whenever) (?:my|the|his|her|their|our|this|that|some|it|they|he|she|someone|somebody|everything|i (?:hear|find|sell|see|have|win|start|close|receive|know|get (?!paid|home|up|back from work|off)))\b|\bafter (?:my|the|his|her|their|it|they|he|she|i) ?(?:\w+ ){0,4}?(?:comes?|arrives?|clears?|hits?|lands?|gets?|sells?|closes?|pays?|finds?|hears?|starts?)\b/
/** Conditions in form only: manners, and pay days, which come by themselves. */
const courtesy =
  /\bif (?:that's|that is|it's|it is|thats) (?:ok|okay|all ?right|fine|possible|what|good|easier|cool)\b|\bif (?:you (?:don't mind|like|want|prefer|please|need|could|would|can)|that works|that'll work|possible|anything|not sooner|i (?:may|might))\b|\b(?:when|once|as soon as|after) (?:i(?:'m| am| get|'ll get) paid|i wake up|i get (?:home|off|up|paid)|work|(?:my )?(?:pay ?check|pay ?day|pay|wages|salary|pension|direct deposit|social security|disability)\b)|\buntil then\b|\bas (?:soon|long) as possible\b/g
const others =
  "(?:he|she|they|(?:my|his|her|our) (?:\\w+ )?(?:wife|husband|mom|mum|mother|dad|father|son|daughter|brother|sister|boyfriend|girlfriend|fianc[eé]e?|partner|roommate|ex|boss|employer|job|insurance|insurer|lawyer|attorney|parents|family|uncle|aunt|cousin|friend|grand\\w+|church|company|union|landlord|business partner)|(?:the )?(?:insur\\w+|insurer|workers'? comp|medicaid|medicare|hospital|va|government|estate))"
const thirdParty = new RegExp(
  `\\b${others}(?:'ll|'s going to|'s gonna| (?:${gap})(?:will|is going to|is gonna|are going to|gonna|can|should|would|might|said|says|told|promised|was paying|is paying|'s paying|pays|paid|agreed|takes care|handles))\\b`,
)
const past =
  /\b(?:already (?:paid|sent|mailed|made|gave|took)|(?:i|we|it|that|you)(?:'ve| have|'d| had)? (?:already |just |only )?(?:paid|sent|mailed|gave|made|put|wired|transferred|handed|dropped|settled|came out|cleared|went through|was (?:paid|taken|debited|charged)|got (?:paid off|charged)|took it))\b/
const asks = /^(?:(?:so|and|well|ok|okay|um|uh|then),? )*(?:can|could|may|would|will|is|are|do|does|did|what|when|how|why|where|who|which|should|shall)\b/
const offers = new RegExp(`\\b(?:can|could|may|what if) (?:i|we) ${gap}${payVerb}\\b|\\b(?:would|will|could|do|can) you (?:take|accept|do|settle)\\b`)

const filler = '(?:(?:uh|um|er|well|oh|ok|okay|alright|all right|hmm|hm|so|right|yeah|and|i guess|look|ah|ooh|no problem|good),? )*'
const agrees = new RegExp(
  `^${filler}(?:yes|yeah|yep|yup|yea|ya|yessir|sure|ok|okay|fine|deal|correct|right|exactly|perfect|absolutely|definitely|certainly|of course|that works|works for me|that'll work|that will work|sounds (?:good|fine|great|right|perfect)|that's (?:right|fine|it|the plan|good|great|correct|ok|okay|perfect|wonderful|doable)|i'll take (?:it|that)|thats (?:right|fine|it|good|correct)|i can do that|i could do that|i'll do that|do it|do that|go ahead|mhm|mm-?hmm|uh-?huh|you got it|you bet|i agree|agreed|please(?: do)?|great|good(?: deal)?|si|sí|oui|d'accord|claro|alright|all right|yup|affirmative|it would|it does|it is|i do|i will|i am|the (?:whole|full)|all of it|like before|same)(?=$|[ ,.!?])`,
)
const denies =
  /^(?:(?:uh|um|well|oh|i'm sorry|sorry|hmm),? )*(?:no|nope|nah|not (?:really|at all|right|quite|the|today|now|exactly)|never|i can't|i cannot|i don't|i won't|negative|wrong|absolutely not)\b/

/** What a clause does; several can hold at once. */
export type Stance = {
  commits: boolean
  /** A question for leave to pay so: a commitment only once the agent takes it up. */
  offers: boolean
  refuses: boolean
  withdraws: boolean
  hedged: boolean
  conditional: boolean
  third_party: boolean
  reports_past: boolean
  asks: boolean
}

/** @param clause flattened, without its end mark */
export function stanceOf(clause: string, question: boolean): Stance {
  const plain = clause.replace(courtesy, ' ')
  const refusal = refuses.exec(plain)
  const committing = commits.some((pattern) => pattern.test(plain))
  return {
    commits: committing && !(refusal && !commits.some((pattern) => pattern.test(plain.slice(refusal.index + refusal[0].length)))),
    offers: offers.test(plain) && (question || asks.test(plain)),
    refuses: refusal !== null && pays.test(plain),
    withdraws: withdraws.test(plain),
    hedged: hedges.test(plain),
    conditional: condition.test(plain),
    third_party: thirdParty.test(plain),
    reports_past: past.test(plain),
    asks: question || asks.test(plain),
  }
}

/** The turn opens with a yes. */
export function isAgreement(flat: string): boolean {
  return agrees.test(flat)
}

/** The turn opens with a no. */
export function isDenial(flat: string): boolean {
  return denies.test(flat)
}

const correction = /\b(?:no|sorry|wait|actually|i mean(?:t)?|make (?:it|that)|scratch that|or rather|rather|hold on|correction|instead|change (?:it|that))\b/

/** Whether the words between two values take the first one back. */
export function takesBack(between: string): boolean {
  return correction.test(between)
}

const taking =
  /\b(?:payment|it|card|charge|transaction|that)(?:'s| is| was| has| have)?(?: been)? ?(?:just )?(?:accepted|approved|went through|gone through|processed|posted|completed|received|successful|cleared)\b|\bconfirmation (?:number|code|id)\b|\b(?:your )?receipt (?:will|is|has|was)\b|\b(?:i|we)(?:'ve| have)? (?:received|processed|charged|run|ran|taken) (?:your|the|that|it)\b|\b(?:all )?paid (?:in full|up|off)\b/

/** Whether the agent says that money was taken during the call. */
export function saysMoneyTaken(flat: string): boolean {
  return taking.test(flat)
}

const paymentTalk =
  /\b(?:pay|payment|payments|paying|charge|schedul\w*|debit|plan|instal\w*|monthly|weekly|a month|arrange\w*|balance|split\w*|settle|amount|how much|when|what (?:day|date)|which day|a date|manage|afford|comfortable|due|owe|past due|count on|come up with|(?:do|put|get|send|bring|take|give)\b.*\b(?:today|tomorrow|now|in|on|by|toward|towards|something|anything|it|\d+)|(?:work for|suit) you|(?:full|whole|entire|all|half|both|rest)\b|how about|what about|starting|beginning|possible)\b/
/** Questions whose answers are figures, and no money. */
const identityTalk =
  /\b(?:pin|account (?:number|no)|(?:last|first) (?:four|4|name)|(?:date of )?birth|birthday|zip|postal code|full name|social|ssn|security (?:code|question|number)|passcode|password|member(?:ship)? (?:number|id)|phone number|street address|mother's maiden|case number|reference number|how many)\b/

/** Whether an agent's turn is about paying, so that a bare amount or day answers it. */
export function isPaymentTalk(flat: string): boolean {
  return paymentTalk.test(flat) && !identityTalk.test(flat)
}

const proposal =
  /\?|\b(?:could|can|would|will|shall|should|may|are|do|does) (?:you|we|i|that|it|this|\w+ dollars)\b|\b(?:how|what) about\b|\bso (?:that's|that is|that makes|we|it's|it is|i have|i've)\b|\b(?:i|we)(?:'ll|'ve| will| have|'d)? (?:got )?(?:put|set|schedul\w*|take|charge|process|run|pencil\w*|arrange\w*|book\w*|have|note\w*|mark\w*)\b|\b(?:if you (?:pay|can|could)|let's|count on|work for you|suit you)\b/

/** Whether an agent's turn puts something to the customer; a statement of what is owed does not, and "okay" to it promises nothing. */
export function isProposal(flat: string): boolean {
  return proposal.test(flat)
}

const otherBusiness = /\b(?:call|phone|ring|reach|try|dial) (?:me|him|her|us|back|again|my|you|it)\b|\bcall(?:ing)? (?:back|again)\b|\bcall ?back\b/

/** Whether the clause is about a call rather than about money. */
export function isAboutCalling(flat: string): boolean {
  return otherBusiness.test(flat)
}

const ownErrand =
  /\b(?:i'll|i will|i'm (?:going to|gonna)|i can|let me|we'll|we will|we can|i'd|i am|i'm) (?:\w+ )?(?:send|mail|email|text|call|try|raise|place|note|mark|check|start|touch|submit|transfer|connect|look|get (?:you|someone|a)|have (?:someone|that|it|a|our|accounting|the)|pass|leave|forward|review|follow|pause|remove|update|calling|sending|sorry|alerting)\b/

/** Whether the agent speaks of what the agent will do, which no yes turns into a promise. */
export function isAgentsErrand(flat: string): boolean {
  return ownErrand.test(flat)
}

/** Whether parts of the turn were not understood, so that its figures prove nothing. */
export function isBroken(flat: string): boolean {
  return /\[(?:inaudible|unintelligible|unclear|crosstalk|noise|garbled)[^\]]*\]|\((?:inaudible|unintelligible|unclear)\)/.test(flat)
}
