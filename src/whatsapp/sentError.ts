import { explainError } from './errorCodes.ts'

type Told = { code: number; title: string | null; details: string | null }

/** A failure as people see it: the code, what it means, Meta's own words, and what can be done about it. */
export type SentError = Told & { advice: string | null }

/** Of a Graph API answer, whose own title is for programmers: a sentence of ours takes its place. */
export function sentError({ code, title: told, details }: Told): SentError {
  const { title, advice } = explainError({ code, title: told, details })
  return { code, title, details: details ?? told, advice }
}

/** Of a webhook, as Meta titles it. */
export function failedError(error: Told): SentError {
  const { title, advice } = explainError(error)
  return { ...error, title: error.title ?? title, advice }
}
