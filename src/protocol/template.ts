import { z } from 'zod'

/** What a send may fill in, and has to when it is `required`: from this a form can be made. */
const parameter = z
  .strictObject({
    component: z.enum(['header', 'body', 'button', 'limited_time_offer']),
    /** Of a carousel, from 0. */
    card: z.number().int().nullable(),
    /** Of a button, from 0, as `index` of a send. */
    index: z.number().int().nullable(),
    sub_type: z.string().nullable(),
    type: z.string(),
    /** Of a placeholder: `1`, or `first_name`. */
    name: z.string().nullable(),
    required: z.boolean(),
    example: z.string().nullable(),
  })
  .meta({ id: 'TemplateParameter' })

/** A template that can be sent. `components` are as the Graph API tells them. */
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

/** When Meta was asked last, of several accounts the one that waited longest; why it could not be asked since. */
export const templateFreshness = {
  fetched_at: z.iso.datetime({ precision: 3 }).nullable(),
  problem: z.enum(['refused', 'unreachable']).nullable(),
}

export type Template = z.infer<typeof template>
