const ESCAPED: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
}
const plain = (html: string) => html.replace(/&(?:lt|gt|amp|quot|#39);/g, (one) => ESCAPED[one]!)

/** Splits a search fragment (HTML with only `<mark>`) into plain text parts. SECURITY: nothing is rendered as HTML. */
export const markedParts = (fragment: string): { text: string; marked: boolean }[] =>
  fragment
    .split(/<mark>(.*?)<\/mark>/s)
    .map((part, i) => ({ text: plain(part), marked: i % 2 === 1 }))
    .filter(({ text }) => text !== '')
