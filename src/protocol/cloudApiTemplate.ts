import { z } from 'zod'
import { locationContent, mediaObject, words } from './cloudApi.ts'
import { plainData } from './text.ts'

/**
 * A template's parameters with the Cloud API's own limits (facts sheet, section 6). These hold for all templates; which
 * parameters a template needs is checked against the template itself (domain/checkTemplate.ts).
 */
const MAX_PARAMETERS = 100

/** `parameter_name` is for templates with named parameters. */
const named = { parameter_name: words(64).optional() }

const textParameter = z.strictObject({ type: z.literal('text'), ...named, text: words(32_768) })
const currency = z.strictObject({
  type: z.literal('currency'),
  ...named,
  currency: z.strictObject({
    fallback_value: words(1_024),
    code: z.string().regex(/^[A-Z]{3}$/, 'is not a currency like IDR'),
    amount_1000: z.number().int(),
  }),
})
const dateTime = z.strictObject({
  type: z.literal('date_time'),
  ...named,
  date_time: z.strictObject({ fallback_value: words(1_024) }),
})

const headerParameter = z.discriminatedUnion('type', [
  textParameter.extend({ text: words(60) }),
  z.strictObject({ type: z.literal('image'), image: mediaObject }),
  z.strictObject({ type: z.literal('video'), video: mediaObject }),
  z.strictObject({ type: z.literal('document'), document: mediaObject }),
  z.strictObject({ type: z.literal('location'), location: locationContent }),
  z.strictObject({
    type: z.literal('product'),
    product: z.strictObject({ product_retailer_id: words(256), catalog_id: words(128) }),
  }),
])
const bodyParameter = z.discriminatedUnion('type', [textParameter, currency, dateTime])

const header = z.strictObject({
  type: z.literal('header'),
  parameters: z.array(headerParameter).length(1),
})
const body = z.strictObject({
  type: z.literal('body'),
  parameters: z.array(bodyParameter).max(MAX_PARAMETERS),
})

/** Meta's examples write the index as a string, its reference as a number. */
const index = z.union([z.string().regex(/^\d$/), z.number().int().min(0).max(9)])

const flowAction = z.strictObject({
  flow_token: words(1_024).optional(),
  flow_action_data: plainData.optional(),
})
const catalogAction = z.strictObject({
  thumbnail_product_retailer_id: words(256).optional(),
  sections: z
    .array(
      z.strictObject({
        title: words(24).optional(),
        product_items: z.array(z.strictObject({ product_retailer_id: words(256) })).min(1),
      }),
    )
    .max(10)
    .optional(),
})

/** Meta's examples write the button type in lower or upper case: both are accepted and sent as they came. */
const button = <S extends string, P extends z.ZodType>(subType: S, parameter: P) =>
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.literal([subType, subType.toUpperCase() as Uppercase<S>]),
    index,
    parameters: z.array(parameter).length(1),
  })

const action = <T extends z.ZodType>(shape: T) =>
  z.strictObject({ type: z.literal('action'), action: shape })

const buttonComponent = z.discriminatedUnion('sub_type', [
  button('url', z.strictObject({ type: z.literal('text'), text: words(2_000) })),
  button('quick_reply', z.strictObject({ type: z.literal('payload'), payload: words(128) })),
  button('copy_code', z.strictObject({ type: z.literal('coupon_code'), coupon_code: words(20) })),
  button('flow', action(flowAction)),
  button('catalog', action(catalogAction)),
  button('mpm', action(catalogAction)),
])

const limitedTimeOffer = z.strictObject({
  type: z.literal('limited_time_offer'),
  parameters: z
    .array(
      z.strictObject({
        type: z.literal('limited_time_offer'),
        limited_time_offer: z.strictObject({ expiration_time_ms: z.number().int().positive() }),
      }),
    )
    .length(1),
})

const carousel = z.strictObject({
  type: z.literal('carousel'),
  cards: z
    .array(
      z.strictObject({
        card_index: z.number().int().min(0).max(9),
        components: z.array(z.union([header, body, buttonComponent])).max(12),
      }),
    )
    .min(1)
    .max(10),
})

const component = z.union([header, body, buttonComponent, limitedTimeOffer, carousel])

export const templateComponents = z
  .array(component)
  .max(14)
  .refine(
    (all) => all.filter(({ type }) => type === 'header').length <= 1,
    'has more than one header',
  )
  .refine((all) => all.filter(({ type }) => type === 'body').length <= 1, 'has more than one body')
  .meta({ id: 'TemplateComponents' })

export const templateName = z
  .string()
  .regex(/^[a-z0-9_]{1,512}$/, 'is not a template name: small letters, digits, underscores')
export const languageCode = z
  .string()
  .regex(/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/, 'is not a language code like id or en_US')

export const templateContent = z.strictObject({
  name: templateName,
  language: z.strictObject({ code: languageCode, policy: z.literal('deterministic').optional() }),
  components: templateComponents.optional(),
})

export type TemplateContent = z.infer<typeof templateContent>
