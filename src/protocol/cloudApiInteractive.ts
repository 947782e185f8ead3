import { z } from 'zod'
import { mediaObject, words } from './cloudApi.ts'
import { plainData } from './text.ts'

/** Interactive messages with the Cloud API's own limits (facts sheet, section 6). */
const textHeader = z.strictObject({ type: z.literal('text'), text: words(60) })
const header = z
  .discriminatedUnion('type', [
    textHeader,
    z.strictObject({ type: z.literal('image'), image: mediaObject }),
    z.strictObject({ type: z.literal('video'), video: mediaObject }),
    z.strictObject({ type: z.literal('document'), document: mediaObject }),
  ])
  .optional()

const body = z.strictObject({ text: words(1_024) })
const footer = z.strictObject({ text: words(60) }).optional()

/** Meta refuses ids with a space at either end. */
const id = (max: number) => words(max).refine((text) => text.trim() === text, 'has outer spaces')

const allDiffer = (values: readonly string[]) => new Set(values).size === values.length

const buttons = z
  .array(
    z.strictObject({
      type: z.literal('reply'),
      reply: z.strictObject({ id: id(256), title: words(20) }),
    }),
  )
  .min(1)
  .max(3)
  .refine((all) => allDiffer(all.map(({ reply }) => reply.id)), 'has two buttons of one id')
  .refine((all) => allDiffer(all.map(({ reply }) => reply.title)), 'has two buttons of one title')

const MAX_ROWS = 10

const sections = z
  .array(
    z.strictObject({
      title: words(24).optional(),
      rows: z
        .array(
          z.strictObject({
            id: id(200),
            title: words(24),
            description: words(72).optional(),
          }),
        )
        .min(1)
        .max(MAX_ROWS),
    }),
  )
  .min(1)
  .max(10)
  .refine(
    (all) => all.length === 1 || all.every(({ title }) => title !== undefined),
    'needs a title for each section when there are several',
  )
  .refine(
    (all) => all.reduce((sum, { rows }) => sum + rows.length, 0) <= MAX_ROWS,
    `has more than ${MAX_ROWS} rows in all`,
  )
  .refine(
    (all) => allDiffer(all.flatMap(({ rows }) => rows.map((row) => row.id))),
    'has two rows of one id',
  )

const flowParameters = z
  .strictObject({
    flow_message_version: z.literal('3'),
    flow_id: words(128).optional(),
    flow_name: words(200).optional(),
    flow_cta: words(30),
    mode: z.enum(['draft', 'published']).optional(),
    flow_token: words(1_024).optional(),
    flow_action: z.enum(['navigate', 'data_exchange']).optional(),
    flow_action_payload: z
      .strictObject({
        screen: words(256),
        data: plainData.optional(),
      })
      .optional(),
  })
  .refine(
    (flow) => (flow.flow_id === undefined) !== (flow.flow_name === undefined),
    'needs either flow_id or flow_name',
  )
  .refine(
    (flow) => flow.flow_action !== 'data_exchange' || flow.flow_action_payload === undefined,
    'has a flow_action_payload, which goes with navigate only',
  )

export const interactiveContent = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('button'),
      header,
      body,
      footer,
      action: z.strictObject({ buttons }),
    }),
    z.strictObject({
      type: z.literal('list'),
      header: textHeader.optional(),
      body: z.strictObject({ text: words(4_096) }),
      footer,
      action: z.strictObject({ button: words(20), sections }),
    }),
    z.strictObject({
      type: z.literal('cta_url'),
      header,
      body,
      footer,
      action: z.strictObject({
        name: z.literal('cta_url'),
        parameters: z.strictObject({
          display_text: words(20),
          url: z.url({ protocol: /^https?$/ }).max(2_048),
        }),
      }),
    }),
    z.strictObject({
      type: z.literal('flow'),
      header,
      body,
      footer,
      action: z.strictObject({ name: z.literal('flow'), parameters: flowParameters }),
    }),
    z.strictObject({
      type: z.literal('location_request_message'),
      body,
      action: z.strictObject({ name: z.literal('send_location') }),
    }),
    z.strictObject({
      type: z.literal('request_contact_info'),
      body,
      action: z.strictObject({ name: z.literal('request_contact_info') }),
    }),
  ])
  .meta({ id: 'InteractiveContent' })

export type InteractiveContent = z.infer<typeof interactiveContent>
