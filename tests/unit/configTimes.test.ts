import { expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'

const secrets = () => ({
  JWT_SECRET: 'x'.repeat(32),
  WHATSAPP_APP_SECRET: 'x',
  WHATSAPP_VERIFY_TOKEN: 'x',
  ADMIN_PASSWORD: 'x',
})
const LONGEST = {
  ACCESS_TOKEN_MINUTES: 52_560_000,
  EVENT_RETENTION_HOURS: 876_000,
  REFRESH_TOKEN_DAYS: 36_500,
  AUDIT_RETENTION_DAYS: 36_500,
  MEDIA_RETENTION_DAYS: 36_500,
  QUARANTINE_RETENTION_DAYS: 36_500,
  WEBHOOK_RETENTION_DAYS: 36_500,
}

test('lengths of time that no clock of ours could say are refused, and named', () => {
  for (const [name, longest] of Object.entries(LONGEST)) {
    expect(() => readConfig({ [name]: String(longest) }, secrets)).not.toThrow()
    for (const wrong of [longest + 1, 1e300, 0, -1])
      expect(() => readConfig({ [name]: String(wrong) }, secrets)).toThrow(new RegExp(`${name}: `))
  }
  expect(() => readConfig({ AUDIT_RETENTION_DAYS: '999999' }, secrets)).toThrow(
    /AUDIT_RETENTION_DAYS: is more than a hundred years/,
  )
})

test('a blank setting is unset, not 0', () => {
  const { port, webhookSilenceMs } = readConfig(
    { PORT: ' ', WEBHOOK_SILENCE_MINUTES: '\t' },
    secrets,
  )
  expect([port, webhookSilenceMs]).toEqual([8080, 1440 * 60_000])
})

test('a time zone is an IANA name, or refused and named: no offset, whose sign PostgreSQL turns round', () => {
  const zoneOf = (TIME_ZONE?: string) => readConfig({ TIME_ZONE }, secrets).timeZone
  expect(zoneOf()).toBeUndefined()
  expect(zoneOf(' ')).toBeUndefined()
  for (const zone of ['UTC', 'Asia/Jakarta', 'America/Argentina/Buenos_Aires', 'Etc/GMT-7'])
    expect(zoneOf(zone)).toBe(zone)
  for (const wrong of ['Jakarta', 'WIB', 'CET', '+07:00', 'UTC+7', '<x>-7', 'Asia/Atlantis', 'a/b'])
    expect(() => zoneOf(wrong)).toThrow(/TIME_ZONE: is not a time zone like Asia\/Jakarta/)
})
