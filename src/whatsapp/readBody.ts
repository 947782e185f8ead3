/**
 * A request's raw body, or null if it is larger than `limit` bytes. What announces itself as too large is not read at
 * all, and what does not announce itself is read only up to the limit.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array | null> {
  const announced = request.headers.get('content-length')
  if (announced !== null) {
    if (Number(announced) > limit) return null
    return new Uint8Array(await request.arrayBuffer())
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
