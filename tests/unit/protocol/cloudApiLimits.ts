import { describe, expect, test } from 'bun:test'

export const x = (count: number) => 'x'.repeat(count)

export const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

type Schema = { safeParse: (value: unknown) => { success: boolean } }

/** Each row: what is within the limit, and what is just beyond it. */
export function limits(name: string, schema: Schema, rows: [string, unknown, unknown][]): void {
  describe(name, () => {
    test.each(rows)('%s', (_, within, beyond) => {
      expect(schema.safeParse(within)).toMatchObject({ success: true })
      expect(schema.safeParse(beyond).success).toBe(false)
    })
  })
}
