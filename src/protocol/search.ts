import { z } from 'zod'
import { message } from './message.ts'
import { plainText } from './text.ts'

/** A search term. */
export const searchText = plainText.trim().min(1).max(200)

/** A search result. `fragment` is HTML: matches in `<mark>`, everything else escaped. */
export const hit = message
  .extend({
    fragment: z.string(),
    room: z.strictObject({ room_id: z.uuid(), room_title: z.string() }),
  })
  .meta({ id: 'MessageHit' })
