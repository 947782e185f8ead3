import { z } from 'zod'

/** A parameter that a send may fill in, or must if `required`. Clients build a form from these. */
const parameter = z
  .strictObject({
    component: z.enum(['header', 'body', 'button', 'limited_time_offer']),
    /** Carousels: the card, from 0. */
    card: z.number().int().nullable(),
    /** Buttons: from 0, as `index` of a send. */
    index: z.number().int().nullable(),
    sub_type: z.string().nullable(),
    type: z.string(),
    /** Placeholders: `1` or `first_name`. */
    name: z.string().nullable(),
    required: z.boolean(),
    example: z.string().nullable(),
  })
  .meta({ id: 'TemplateParameter' })

/** A template that can be sent. `components` are as in the Graph API. */
export const template = z
  .strictObject({
    id: z.string(),
    waba_id: z.string(),
    name: z.string(),
    language: z.string(),
    category: z.string(),
    status: z.string(),
    parameter_format: z.enum(['positional', 'named']),
    components: z.array(z.record(z.string(), z.unknown())),
    parameters: z.array(parameter),
    quality: z.string().nullable(),
    updated_at: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'Template' })

/** When templates were fetched last (with several accounts, the oldest of these times), and why not since. */
export const templateFreshness = {
  fetched_at: z.iso.datetime({ precision: 3 }).nullable(),
  problem: z.enum(['refused', 'unreachable']).nullable(),
}

export type Template = z.infer<typeof template>
