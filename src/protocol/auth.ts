import { z } from 'zod'
import { plainText as text } from './text.ts'
import { role, user } from './user.ts'

/** Trimmed and lower-cased, since e-mail addresses are compared that way everywhere. */
const emailAddress = z.string().trim().toLowerCase().pipe(z.email().max(254))

const newPassword = text.min(12).max(256)
const personName = text.trim().min(1).max(100)

/** Accepts any text as an e-mail address, so that a malformed one is refused just like an unknown one. */
export const credentials = z
  .object({ email: text.max(254), password: text.min(1).max(256) })
  .meta({ id: 'Credentials' })

export const refreshRequest = z
  .object({ refresh_token: z.string().min(1).max(512) })
  .meta({ id: 'RefreshRequest' })

export const signOutRequest = refreshRequest.partial().meta({ id: 'SignOutRequest' })

/** An ID token of an identity provider. `nonce`: the one that the client gave to the provider. */
export const idTokenRequest = z
  .object({ id_token: z.string().min(1).max(16_384), nonce: z.string().min(1).max(512).optional() })
  .meta({ id: 'IdTokenRequest' })

export const passwordChange = z
  .object({ current_password: text.min(1).max(256), new_password: newPassword })
  .meta({ id: 'PasswordChange' })

/** A sign-in. `token` is the access token, valid until `expires_at`; `refresh_token` works once. */
export const session = z
  .strictObject({
    token: z.string(),
    refresh_token: z.string(),
    expires_at: z.iso.datetime({ precision: 3 }),
    user,
  })
  .meta({ id: 'Session' })

export const newUser = z
  .object({ email: emailAddress, password: newPassword, name: personName, role })
  .meta({ id: 'NewUser' })

export const userChange = z
  .object({
    name: personName.optional(),
    role: role.optional(),
    password: newPassword.optional(),
    disabled: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing')
  .meta({ id: 'UserChange' })

export type Credentials = z.infer<typeof credentials>
export type Session = z.infer<typeof session>
export type NewUser = z.infer<typeof newUser>
export type UserChange = z.infer<typeof userChange>
