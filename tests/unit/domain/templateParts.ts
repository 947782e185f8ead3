import type { TemplateShape } from '../../../src/domain/template.ts'

type Part = Record<string, unknown>

export const shape = (...components: Part[]): TemplateShape => ({
  parameterFormat: 'positional',
  components,
})

export const named = (...components: Part[]): TemplateShape => ({
  parameterFormat: 'named',
  components,
})

export const text = (value: string) => ({ type: 'text', text: value })

export const body = (...parameters: Part[]) => ({ type: 'body', parameters })

export const header = (...parameters: Part[]) => ({ type: 'header', parameters })

export const button = (sub_type: string, index: unknown, ...parameters: Part[]) => ({
  type: 'button',
  sub_type,
  index,
  parameters,
})

export const BODY = { type: 'BODY', text: 'Hi {{1}}, order {{2}} is here. {{1}}!' }

export const NAMED = { type: 'BODY', text: 'Hi {{first_name}}, order {{order}} is here.' }

export const IMAGE = { type: 'HEADER', format: 'IMAGE' }

export const PLACE = { type: 'HEADER', format: 'LOCATION' }

export const BUTTONS = {
  type: 'BUTTONS',
  buttons: [
    { type: 'QUICK_REPLY', text: 'Yes' },
    { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' },
    { type: 'URL', text: 'Home', url: 'https://example.com/' },
    { type: 'COPY_CODE', example: 'SAVE' },
    { type: 'PHONE_NUMBER', phone_number: '+6281' },
  ],
}

export const FILLED = [
  button('url', '1', text('a/b?c=d')),
  button('copy_code', 3, { type: 'coupon_code', coupon_code: 'SAVE20' }),
]

export const CARDS = {
  type: 'CAROUSEL',
  cards: [
    {
      components: [IMAGE, { type: 'BODY', text: 'One {{1}}' }, { type: 'BUTTONS', buttons: [] }],
    },
    { components: [IMAGE, { type: 'BODY', text: 'Two' }] },
  ],
}

const PRODUCT = { components: [{ type: 'HEADER', format: 'PRODUCT' }] }

/** Two cards are enough for Meta to approve it, and for up to ten to be sent. */
export const PRODUCTS = { type: 'CAROUSEL', cards: [PRODUCT, PRODUCT] }

export const product = header({
  type: 'product',
  product: { product_retailer_id: 'A-1', catalog_id: '7' },
})

export const picture = header({ type: 'image', image: { id: '7' } })
