/** A refusal in the Graph API's format. */
export const graphError = (code: number, status = 400, details?: string) =>
  Response.json(
    {
      error: {
        message: `(#${code}) refused`,
        type: 'OAuthException',
        code,
        fbtrace_id: 'x',
        ...(details && { error_data: { messaging_product: 'whatsapp', details } }),
      },
    },
    { status },
  )
