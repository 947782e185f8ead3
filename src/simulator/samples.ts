import { fileURLToPath } from 'node:url'

/** Sample files for the simulator's page and for the sample data of a first start. */
const SAMPLES = {
  'receipt.jpg': 'image/jpeg',
  'voice.ogg': 'audio/ogg',
  'contract.pdf': 'application/pdf',
  'film.mp4': 'video/mp4',
  'sticker.webp': 'image/webp',
} as const

export type Sample = keyof typeof SAMPLES

const isSample = (name: string): name is Sample => Object.hasOwn(SAMPLES, name)

export const sampleFile = (name: Sample) =>
  Bun.file(fileURLToPath(new URL(`samples/${name}`, import.meta.url)), { type: SAMPLES[name] })

/** Null when there is no such sample. */
export function serveSample(name: string): Response | null {
  if (!isSample(name)) return null
  return new Response(sampleFile(name), {
    headers: { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'private, max-age=300' },
  })
}
