import type { Inbound } from './inbound.ts'
import { items, type Json, record } from './parse/read.ts'
import { headersOf, listsOf, MAIN_LISTS } from './parse/value.ts'
import { fieldOf, OBJECT, parseWebhook } from './parse.ts'

/** Meta promises at most 1,000 updates in one webhook (facts sheet, section 1). */
const MANY = 1000
const SLICE = 250

/** A piece of a webhook, and about how many updates it has. */
type Piece = { part: unknown; size: number }

/**
 * Parses a webhook, and has its updates stored, in order. One with more updates than Meta promises is parsed a slice at a
 * time, each once the one before is stored: whatever else the server does goes on meanwhile, and memory holds one slice.
 * @param now see `parseWebhook`
 */
export async function storeInSlices(
  payload: unknown,
  now: number,
  store: (items: Inbound[]) => Promise<void>,
): Promise<void> {
  if (sizeOf(payload) <= MANY) return store(parseWebhook(payload, now))
  for (const slice of slicesOf(payload, SLICE)) await store(parseWebhook(slice, now))
}

/** Webhooks of about `most` updates, which together say what this one says. */
export function* slicesOf(payload: unknown, most: number): Generator<unknown> {
  const root = record(payload)
  if (root === null || !Array.isArray(root.entry)) return yield payload
  let entry: unknown[] = []
  let filled = 0
  for (const { part, size } of piecesOfEntries(root.entry, root.object === OBJECT, most)) {
    if (filled > 0 && filled + size > most) {
      yield { object: root.object, entry }
      entry = []
      filled = 0
    }
    entry.push(part)
    filled += size
  }
  if (filled > 0) yield { object: root.object, entry }
}

function* piecesOfEntries(
  entries: readonly unknown[],
  isWhatsApp: boolean,
  most: number,
): Generator<Piece> {
  for (const entry of entries) {
    const size = sizeOfEntry(entry)
    if (size <= most) yield { part: entry, size }
    else
      for (const { part, size } of piecesOfChanges(items(record(entry)?.changes), isWhatsApp, most))
        yield { part: { ...record(entry), changes: [part] }, size }
  }
}

function* piecesOfChanges(
  changes: readonly unknown[],
  isWhatsApp: boolean,
  most: number,
): Generator<Piece> {
  for (const raw of changes) {
    const change = record(raw)
    const value = record(change?.value)
    const field = change && fieldOf(change)
    const main = isWhatsApp && field ? MAIN_LISTS.get(field) : undefined
    const size = sizeOfChange(raw)
    if (size <= most || value === null || main === undefined) yield { part: raw, size }
    else
      for (const part of slicesOfValue(value, main, most))
        yield { part: { ...change, field, value: part }, size: most }
  }
}

/** The value's lists in slices, each with its headers: they name the number and the customers. */
function* slicesOfValue(value: Json, main: string, most: number): Generator<Json> {
  const headers = headersOf(value)
  let hasItems = false
  for (const [key, list] of listsOf(value, main))
    for (let start = 0; start < list.length; start += most) {
      hasItems = true
      yield { ...headers, [key]: list.slice(start, start + most) }
    }
  // Contacts alone: kept whole, as an update that nobody reads.
  if (!hasItems) yield value
}

/** About how many updates a webhook has, at least. Cheap, since every webhook is counted. */
function sizeOf(payload: unknown): number {
  const entries = record(payload)?.entry
  return Array.isArray(entries) ? sum(entries, sizeOfEntry) : 1
}

function sizeOfEntry(entry: unknown): number {
  const changes = record(entry)?.changes
  return Array.isArray(changes) ? 1 + sum(changes, sizeOfChange) : 1
}

function sizeOfChange(change: unknown): number {
  const value = record(record(change)?.value)
  if (value === null) return 1
  let size = 1
  for (const key in value) {
    const list = value[key]
    if (Array.isArray(list)) size += list.length
  }
  return size
}

function sum(list: readonly unknown[], of: (item: unknown) => number): number {
  let total = 0
  for (const item of list) total += of(item)
  return total
}
