import { templateContent } from '../../../src/protocol/cloudApiTemplate.ts'
import { limits, x } from './cloudApiLimits.ts'

const template = (...components: object[]) => ({
  name: 'order_1',
  language: { code: 'en_US' },
  components,
})

const text = (value: string) => ({ type: 'text', text: value })

const head = (...parameters: object[]) => ({ type: 'header', parameters })

const bodyOf = (...parameters: object[]) => ({ type: 'body', parameters })

const buttonOf = (sub_type: string, parameter: object, index: unknown = '0') => ({
  type: 'button',
  sub_type,
  index,
  parameters: [parameter],
})

limits('a template', templateContent, [
  [
    'has a name of small letters',
    { name: 'a_1', language: { code: 'id' } },
    { name: 'A 1', language: { code: 'id' } },
  ],
  [
    'has a language',
    { name: 'a', language: { code: 'pt_BR' } },
    { name: 'a', language: { code: 'Portuguese' } },
  ],
  ['has one header', template(head(text('a'))), template(head(text('a')), head(text('a')))],
  ['has a header text of 60', template(head(text(x(60)))), template(head(text(x(61))))],
  ['has one body', template(bodyOf(text('a'))), template(bodyOf(text('a')), bodyOf(text('a')))],
  ['has no empty parameter', template(bodyOf(text('a'))), template(bodyOf(text('')))],
  [
    'may have a picture',
    template(head({ type: 'image', image: { link: 'https://example.com/a.png' } })),
    template(head({ type: 'image' })),
  ],
  [
    'may have a price',
    template(
      bodyOf({
        type: 'currency',
        currency: { fallback_value: 'Rp1', code: 'IDR', amount_1000: 1000 },
      }),
    ),
    template(
      bodyOf({ type: 'currency', currency: { fallback_value: 'x', code: 'rp', amount_1000: 1 } }),
    ),
  ],
  [
    'may end its link',
    template(buttonOf('url', text(x(2_000)))),
    template(buttonOf('url', text(x(2_001)))),
  ],
  [
    'has a payload of 128',
    template(buttonOf('quick_reply', { type: 'payload', payload: x(128) })),
    template(buttonOf('quick_reply', { type: 'payload', payload: x(129) })),
  ],
  [
    'has buttons 0 to 9',
    template(buttonOf('url', text('a'), 9)),
    template(buttonOf('url', text('a'), '10')),
  ],
  [
    'gives a button what it takes',
    template(buttonOf('copy_code', { type: 'coupon_code', coupon_code: 'A1' })),
    template(buttonOf('copy_code', text('a'))),
  ],
  [
    'may spell a kind of button as Meta’s examples do',
    template(buttonOf('COPY_CODE', { type: 'coupon_code', coupon_code: 'A1' })),
    template(buttonOf('Copy_Code', { type: 'coupon_code', coupon_code: 'A1' })),
  ],
  [
    'may show its catalogue',
    template(
      buttonOf('CATALOG', { type: 'action', action: { thumbnail_product_retailer_id: 'a' } }, 0),
    ),
    template(buttonOf('CATALOG', { type: 'action', action: { thumbnail: 'a' } }, 0)),
  ],
  [
    'may have cards of products',
    template({
      type: 'carousel',
      cards: [
        {
          card_index: 0,
          components: [
            head({ type: 'product', product: { product_retailer_id: 'a', catalog_id: '1' } }),
          ],
        },
      ],
    }),
    template(head({ type: 'product', product: { product_retailer_id: 'a' } })),
  ],
  [
    'may open a flow',
    template(buttonOf('flow', { type: 'action', action: { flow_token: 't' } })),
    template(buttonOf('flow', { type: 'action' })),
  ],
])
