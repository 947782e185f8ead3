import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

const LIFETIME_MS = 10 * 60_000
/** `<unix seconds in base 36>.<user>.<sign-in>.<signature>` */
const LINK = /^([0-9a-z]{1,9})\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w-]{43})$/

/** The user and sign-in that a link was made for; it works only as long as they may see the file. */
export type LinkHolder = { userId: string; familyId: string }

/**
 * Links for `<img>` and `<video>`, which can't send an Authorization header. A link names one file and its holder, whose
 * access is checked again at each use.
 * @param previousSecret still verifies, while secrets are rotated
 */
export function createMediaLinks({
  secret,
  previousSecret,
  now,
}: {
  secret: string
  previousSecret?: string | undefined
  now: () => number
}) {
  const keys = [secret, ...(previousSecret === undefined ? [] : [previousSecret])].map(keyOf)

  return {
    /** `expiresAt` in ms. */
    issue(messageId: string, { userId, familyId }: LinkHolder) {
      const expires = Math.ceil((now() + LIFETIME_MS) / 1000)
      const holder = `${expires.toString(36)}.${userId}.${familyId}`
      const signature = sign(keys[0]!, messageId, holder).toString('base64url')
      return { link: `${holder}.${signature}`, expiresAt: expires * 1000 }
    },

    /** Null for a link that is not ours, expired, or for another file. */
    verify(messageId: string, link: string): LinkHolder | null {
      const [, expires, userId, familyId, signature] = LINK.exec(link) ?? []
      if (!expires || !userId || !familyId || !signature) return null
      const given = Buffer.from(signature, 'base64url')
      const holder = `${expires}.${userId}.${familyId}`
      const ours = keys.some((key) => timingSafeEqual(sign(key, messageId, holder), given))
      return ours && Number.parseInt(expires, 36) * 1000 > now() ? { userId, familyId } : null
    },
  }
}

/** Derives a key of its own, so that a token's signature can never pass for a link's. */
const keyOf = (secret: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', 'ruang: links to media', 32))

const sign = (key: Buffer, messageId: string, holder: string) =>
  createHmac('sha256', key).update(`${messageId}.${holder}`).digest()
