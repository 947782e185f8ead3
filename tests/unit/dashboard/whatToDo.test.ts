import { expect, test } from 'bun:test'
import { connection as english } from '../../../src/dashboard/i18n/en/connection.ts'
import type { Translate } from '../../../src/dashboard/i18n/i18n.tsx'
import { connection as indonesian } from '../../../src/dashboard/i18n/id/connection.ts'
import { fill, type Text } from '../../../src/dashboard/i18n/text.ts'
import { whatToDo } from '../../../src/dashboard/manage/whatToDo.ts'

const REFUSAL = "READONLY You can't write against a read only replica."
const plural = new Intl.PluralRules('en')
const redisDown = (reason: string | null) => ({
  code: 'redis_down' as const,
  message: '',
  details: { reason },
})

/** Each with what it says of a Redis that is silent, and of one that answers. */
const LANGUAGES: [string, Record<string, Text>, string, string][] = [
  ['English', english, 'does not answer', 'It answers'],
  ['Indonesian', indonesian, 'Tidak menjawab', 'Menjawab'],
]

test.each(LANGUAGES)(
  'in %s a Redis that refuses writes is not called silent, and its own words are shown',
  (_, strings, silent, answers) => {
    const t = ((key: string, values: Record<string, unknown> = {}) =>
      fill(strings[key]!, values, plural).join('')) as Translate
    expect(whatToDo(redisDown(null), t)).toContain(silent)
    const refused = whatToDo(redisDown(REFUSAL), t)
    expect(refused).toContain(answers)
    expect(refused).toContain(REFUSAL)
    for (const said of [t('problem.redis_down'), t('connection.redis.down'), refused])
      expect(said.toLowerCase()).not.toContain(silent.toLowerCase())
  },
)
