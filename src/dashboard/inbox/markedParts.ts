const ESCAPED: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
}
const plain = (html: string) => html.replace(/&(?:lt|gt|amp|quot|#39);/g, (one) => ESCAPED[one]!)

/** The parts of a search's fragment, which is HTML with `<mark>` alone: nothing of it is ever taken for HTML. */
export const markedParts = (fragment: string): { text: string; marked: boolean }[] =>
  fragment
    .split(/<mark>(.*?)<\/mark>/s)
    .map((part, i) => ({ text: plain(part), marked: i % 2 === 1 }))
    .filter(({ text }) => text !== '')
