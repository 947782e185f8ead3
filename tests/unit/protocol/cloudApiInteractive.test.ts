import { interactiveContent } from '../../../src/protocol/cloudApiInteractive.ts'
import { limits, many, x } from './cloudApiLimits.ts'

const body = { text: 'Choose' }

const reply = (index: number, change: object = {}) => ({
  type: 'reply',
  reply: { id: `id ${index}`, title: `Title ${index}`, ...change },
})

const buttons = (...all: object[]) => ({ type: 'button', body, action: { buttons: all } })

const withHeader = (header: object) => ({ ...buttons(reply(1)), header })

const row = (index: number, change: object = {}) => ({
  id: `id ${index}`,
  title: `Title ${index}`,
  ...change,
})

const list = (...sections: object[]) => ({
  type: 'list',
  body,
  action: { button: 'Open', sections },
})

const section = (from: number, count: number, title?: string) => ({
  ...(title !== undefined && { title }),
  rows: many(count, (index) => row(from + index)),
})

const rowOf = (change: object) => list({ rows: [row(1, change)] })

const link = (parameters: object) => ({
  type: 'cta_url',
  body,
  action: { name: 'cta_url', parameters },
})

const flow = (parameters: object) => ({
  type: 'flow',
  body,
  action: {
    name: 'flow',
    parameters: { flow_message_version: '3', flow_cta: 'Open', ...parameters },
  },
})

const ask = (type: string, name: string) => ({ type, body, action: { name } })

limits('buttons', interactiveContent, [
  ['are three at most', buttons(...many(3, reply)), buttons(...many(4, reply))],
  ['are one at least', buttons(reply(1)), buttons()],
  ['have 20 characters', buttons(reply(1, { title: x(20) })), buttons(reply(1, { title: x(21) }))],
  ['have an id of 256', buttons(reply(1, { id: x(256) })), buttons(reply(1, { id: x(257) }))],
  ['have an id without outer spaces', buttons(reply(1)), buttons(reply(1, { id: ' a' }))],
  ['differ in id', buttons(reply(1), reply(2)), buttons(reply(1), reply(2, { id: 'id 1' }))],
  ['differ in title', buttons(reply(1)), buttons(reply(1), reply(2, { title: 'Title 1' }))],
  [
    'come with a body of 1,024',
    { ...buttons(reply(1)), body: { text: x(1_024) } },
    { ...buttons(reply(1)), body: { text: x(1_025) } },
  ],
  ['come with a body', buttons(reply(1)), { ...buttons(reply(1)), body: undefined }],
  [
    'may have a footer of 60',
    { ...buttons(reply(1)), footer: { text: x(60) } },
    { ...buttons(reply(1)), footer: { text: x(61) } },
  ],
  [
    'may have a header of 60',
    withHeader({ type: 'text', text: x(60) }),
    withHeader({ type: 'text', text: x(61) }),
  ],
  [
    'may have a picture above',
    withHeader({ type: 'image', image: { id: '1' } }),
    withHeader({ type: 'image', image: { id: '1', link: 'https://example.com/a' } }),
  ],
  [
    'may have a linked picture above',
    withHeader({ type: 'image', image: { link: 'https://example.com/a.png' } }),
    withHeader({ type: 'image', image: { link: 'file:///etc/passwd' } }),
  ],
])

limits('a list', interactiveContent, [
  ['has ten rows at most', list(section(0, 10)), list(section(0, 11))],
  [
    'has ten rows in all',
    list(section(0, 5, 'A'), section(5, 5, 'B')),
    list(section(0, 5, 'A'), section(5, 6, 'B')),
  ],
  [
    'has ten sections at most',
    list(...many(10, (index) => section(index, 1, `S${index}`))),
    list(...many(11, (index) => section(index, 1, `S${index}`))),
  ],
  ['has no empty section', list(section(0, 1)), list(section(0, 0))],
  [
    'titles its sections if there are several',
    list(section(0, 1, 'A'), section(1, 1, 'B')),
    list(section(0, 1, 'A'), section(1, 1)),
  ],
  ['has section titles of 24', list(section(0, 1, x(24))), list(section(0, 1, x(25)))],
  ['has row titles of 24', rowOf({ title: x(24) }), rowOf({ title: x(25) })],
  ['has descriptions of 72', rowOf({ description: x(72) }), rowOf({ description: x(73) })],
  ['has ids of 200', rowOf({ id: x(200) }), rowOf({ id: x(201) })],
  ['has ids that differ', list(section(0, 2)), list({ rows: [row(1), row(2, { id: 'id 1' })] })],
  [
    'has a button of 20',
    { ...list(section(0, 1)), action: { button: x(20), sections: [section(0, 1)] } },
    { ...list(section(0, 1)), action: { button: x(21), sections: [section(0, 1)] } },
  ],
  [
    'has a body of 4,096',
    { ...list(section(0, 1)), body: { text: x(4_096) } },
    { ...list(section(0, 1)), body: { text: x(4_097) } },
  ],
  [
    'has a header of text only',
    { ...list(section(0, 1)), header: { type: 'text', text: 'a' } },
    { ...list(section(0, 1)), header: { type: 'image', image: { id: '1' } } },
  ],
])

limits('other interactive messages', interactiveContent, [
  [
    'a link has a text of 20',
    link({ display_text: x(20), url: 'https://example.com' }),
    link({ display_text: x(21), url: 'https://example.com' }),
  ],
  [
    'a link leads to the web',
    link({ display_text: 'a', url: 'http://example.com' }),
    link({ display_text: 'a', url: 'javascript:alert(1)' }),
  ],
  ['a flow has an id or a name', flow({ flow_id: '1' }), flow({ flow_id: '1', flow_name: 'a' })],
  ['a flow has a text of 30', flow({ flow_name: 'a', flow_cta: x(30) }), flow({ flow_cta: x(31) })],
  [
    'a flow has a screen only to navigate to',
    flow({ flow_id: '1', flow_action: 'navigate', flow_action_payload: { screen: 'S' } }),
    flow({ flow_id: '1', flow_action: 'data_exchange', flow_action_payload: { screen: 'S' } }),
  ],
  ...['\0', '\ud800'].map((broken): [string, object, object] => {
    const screen = (data: object) =>
      flow({ flow_name: 'a', flow_action_payload: { screen: 'S', data } })
    return [
      `a flow’s data is what can be stored, and not ${JSON.stringify(broken)}`,
      screen({ a: [{ b: 'c' }], d: null, e: 1 }),
      screen({ a: [{ [broken]: broken }] }),
    ]
  }),
  [
    'a place is asked for',
    ask('location_request_message', 'send_location'),
    ask('location_request_message', 'request_contact_info'),
  ],
  [
    'a phone number is asked for',
    ask('request_contact_info', 'request_contact_info'),
    ask('request_contact_info', 'send_location'),
  ],
  ['an unknown kind is refused', buttons(reply(1)), { ...buttons(reply(1)), type: 'product' }],
])
