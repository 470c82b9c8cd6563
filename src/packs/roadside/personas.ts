// Stranded people to call in simulation: what they say follows from what they hear.
import type { Persona } from '../pack.ts'
import { type Cue, scriptedPersona } from '../scripted-persona.ts'

const goodbyeCues: readonly Cue[] = [
  { hears: /anything else/iu, says: ['No, that is all. Thank you, goodbye.', 'No, that is everything. Thanks, bye.'] },
  { hears: /\b(?:good ?bye|bye|take care)\b/iu, says: ['Goodbye.', 'Thanks, bye.'] },
]
const readBack: Cue = { hears: /is that (?:right|correct)|correct\?/iu, says: ['Yes, that is right.', 'Yes, exactly.'] }
const confirmsVehicle: Cue = { hears: /is this about|is it (?:the|your)|your vehicle on file/iu, says: ['Yes, that one.', 'Yes, that is the car.'] }
const names: Cue = { hears: /speaking with/iu, says: ['Yes, speaking.', 'Yes, that is me.'] }

const flatTire = scriptedPersona('flat-tire', 'Flat tire on a parking lot, safe and patient', [
  { hears: /\bsafe\b|\bhurt\b/iu, says: ['Yes, I am in a parking lot.', 'Yes, I am fine, I am parked away from the traffic.'] },
  readBack,
  ...goodbyeCues,
  names,
  confirmsVehicle,
  { hears: /where|location|address|landmark/iu, says: ['At 412 Maple Street, near the gas station.', 'I am at 88 Lakeview Avenue, next to the pharmacy.'] },
  {
    hears: /what happened|what is wrong|wrong with|issue|problem|help/iu,
    says: ['I have a flat tire on the front left.', 'One of my tires is flat, and I have no spare.'],
  },
])

const deadBattery = scriptedPersona('dead-battery', 'Battery is dead on the way to work, in a hurry', [
  { hears: /\bsafe\b|\bhurt\b/iu, says: ['Yes, I am safe, but my car is not starting.', 'Yes. I am in a hurry, my battery is dead.'] },
  readBack,
  ...goodbyeCues,
  names,
  confirmsVehicle,
  {
    hears: /where|location|address|landmark/iu,
    says: ['In the garage at 1500 Cedar Avenue, second level.', 'It is at 27 Orchard Road, in front of the library.'],
  },
  {
    hears: /what happened|what is wrong|wrong with|issue|problem|help/iu,
    says: ['The battery is dead. It just clicks.', 'It will not start, I think the battery is dead.'],
  },
])

export const personas: readonly Persona[] = [flatTire, deadBattery]
