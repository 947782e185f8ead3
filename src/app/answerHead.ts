/**
 * Answers a HEAD as the GET would be answered; Bun leaves the body out. Hono answers a HEAD by itself with an empty body,
 * of which Bun says that its length is 0, and it never ends the streams it drops.
 */
export async function answerHead(
  request: Request,
  get: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const answer = await get(new Request(request, { method: 'GET' }))
  // Bun announces a stream without its length, even if it is known.
  if (!answer.headers.has('content-length')) return answer
  await answer.body?.cancel()
  return new Response(null, answer)
}
