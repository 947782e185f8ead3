import { z } from 'zod'

const storable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** Text that PostgreSQL can store and JSON can carry. */
export const plainText = z.string().refine(storable, 'is not plain text')

const isPlain = (value: unknown): boolean => {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, one]) => storable(key) && isPlain(one))
}

/** Data of an unknown shape whose strings are as `plainText`. */
export const plainData = z
  .record(z.string(), z.unknown())
  .refine(isPlain, 'holds what is not plain text')
