import { explainError } from './errorCodes.ts'

type Told = { code: number; title: string | null; details: string | null }

/** A failure as agents see it: the code, its meaning, Meta's own text, and advice. */
export type SentError = Told & { advice: string | null }

/** For an error of the Graph API: its title is written for programmers, so our own replaces it. */
export function errorFromGraph({ code, title: told, details }: Told): SentError {
  const { title, advice } = explainError({ code, title: told, details })
  return { code, title, details: details ?? told, advice }
}

/** For an error of a status webhook: Meta's title stays if there is one. */
export function errorFromStatus(error: Told): SentError {
  const { title, advice } = explainError(error)
  return { ...error, title: error.title ?? title, advice }
}
