import { z } from 'zod'
import { message } from './message.ts'
import { plainText } from './text.ts'

/** What is looked for in messages. */
export const searchText = plainText.trim().min(1).max(200)

/** A message that was found. `fragment` is HTML: matches in `<mark>`, everything else escaped. */
export const hit = message
  .extend({
    fragment: z.string(),
    room: z.strictObject({ room_id: z.uuid(), room_title: z.string() }),
  })
  .meta({ id: 'MessageHit' })
