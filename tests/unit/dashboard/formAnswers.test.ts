import { expect, test } from 'bun:test'
import { formAnswers } from '../../../src/dashboard/thread/metadata.ts'
import type { Message } from '../../../src/protocol/message.ts'

const answered = (response_json: unknown) =>
  formAnswers({
    metadata: { interactive: { type: 'nfm_reply', nfm_reply: { response_json } } },
  } as unknown as Message)

test('a customer’s answers to a form are read field by field, with readable names', () => {
  const fields = {
    flow_token: 'secret of ours',
    screen_0_Full_name_0: ' Dewi Lestari ',
    days: ['Monday', 'Friday'],
    rating: 5,
    agrees: true,
    remark: '',
    nothing: null,
    address: { city: 'Bandung' },
  }
  expect(answered(JSON.stringify(fields))).toEqual([
    { name: 'Full name', value: 'Dewi Lestari' },
    { name: 'days', value: 'Monday, Friday' },
    { name: 'rating', value: '5' },
    { name: 'agrees', value: 'true' },
    { name: 'address', value: '{"city":"Bandung"}' },
  ])
})

test.each([undefined, 7, '', 'not JSON', '[1]', 'null', '"text"'])(
  'a form whose answers are %j shows none',
  (response) => {
    expect(answered(response)).toEqual([])
  },
)
