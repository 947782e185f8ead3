import { fixture, openMediaWorld } from './mediaWorld.ts'

export const file = async (name: string, type: string, fileName = name) =>
  new File([await fixture(name)], fileName, { type })

export const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'

/** A server that sends files. */
export async function openMediaOut() {
  const media = await openMediaWorld()

  const stop = () => media.stop()
  return { media, stop }
}
