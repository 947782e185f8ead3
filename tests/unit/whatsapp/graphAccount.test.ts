import { afterEach, describe, expect, test } from 'bun:test'
import { httpAnswer } from '../../helpers/rawServer.ts'
import { against, answering, error, NUMBER, stopServers } from './graphClient.ts'

afterEach(stopServers)

describe('the templates of an account', () => {
  const template = (name: string) => ({
    id: `id of ${name}`,
    name,
    language: 'en-US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: 'Hi {{name}}' }],
  })

  test('are read page by page, by the cursor and never by the URL', async () => {
    const { graph, requests } = await against((socket, head) => {
      const after = /after=(\w+)/.exec(head)?.[1]
      const page = after
        ? { data: [template('b')], paging: { cursors: { after: 'c2' } } }
        : {
            data: [template('a'), { name: 'half' }],
            paging: { cursors: { after: 'c1' }, next: 'http://127.0.0.1:1/steals-the-token' },
          }
      socket.write(httpAnswer(200, page))
    })
    const found = await graph.templates('102290129340398')
    expect(found).toEqual({
      kind: 'found',
      templates: ['a', 'b'].map((name) => ({
        id: `id of ${name}`,
        name,
        language: 'en-US',
        status: 'APPROVED',
        category: 'UTILITY',
        parameterFormat: 'NAMED',
        components: [{ type: 'BODY', text: 'Hi {{name}}' }],
      })),
    })
    expect(requests.map((head) => head.split(' ')[1])).toEqual([
      '/v26.0/102290129340398/message_templates?limit=100',
      '/v26.0/102290129340398/message_templates?limit=100&after=c1',
    ])
  })

  test.each([
    [400, error(100), 'refused'],
    [500, error(2), 'retry'],
    [200, {}, 'retry'],
    [502, 'x', 'retry'],
  ] as [number, unknown, string][])(
    'that are not given: %i %j is %s',
    async (status, said, kind) => {
      const { graph } = await answering(status, said)
      expect(await graph.templates('1')).toMatchObject({ kind } as never)
    },
  )
})

describe('a number', () => {
  test.each([
    [200, { id: NUMBER, display_phone_number: '1' }, 'ok'],
    [401, error(190), 'refused'],
    [400, error(100), 'refused'],
    [403, error(10), 'refused'],
    [400, error(4), 'unreachable'],
    [500, error(131000), 'unreachable'],
    [502, 'x', 'unreachable'],
  ] as [number, unknown, 'ok'][])('after %i %j is %s', async (status, said, state) => {
    const { graph, requests } = await answering(status, said)
    expect(await graph.checkNumber(NUMBER)).toBe(state)
    expect(requests[0]).toStartWith(`GET /v26.0/${NUMBER}?fields=id,display_phone_number `)
  })
})
