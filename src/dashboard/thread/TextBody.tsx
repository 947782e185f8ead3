import { memo, type ReactNode } from 'react'
import { type Lines, type Piece, readText } from './whatsappText.ts'

/** In the text, but not to be seen. */
const WRITTEN = 'text-[0px] leading-none'
const LINK = 'text-accent-text underline underline-offset-2'
const MARK = 'inline-block indent-0'

/** A text with WhatsApp's formatting and with links. `dir="auto"`, since a customer may write from right to left. */
export const TextBody = memo(function TextBody({ text }: { text: string }) {
  return (
    <span
      dir="auto"
      className="break-words whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext] has-[li,blockquote]:rtl:block"
    >
      <FormattedText text={text} />
    </span>
  )
})

/** Shows a plain stretch of a text, which may have marks of its own. */
type Show = (text: string) => ReactNode

/** @param show how plain text is shown, if not as it is. Then links are only shown, and lead nowhere */
export const FormattedText = ({ text, show }: { text: string; show?: Show }) => (
  <Pieces pieces={readText(text)} show={show} />
)

function Pieces({ pieces, show }: { pieces: readonly Piece[]; show: Show | undefined }) {
  return pieces.map((piece, n) => <PieceView key={String(n)} piece={piece} show={show} />)
}

function PieceView({ piece, show }: { piece: Piece; show: Show | undefined }) {
  const shown = (text: string) => (show ? show(text) : text)
  switch (piece.kind) {
    case 'text':
      return shown(piece.text)
    case 'link':
      if (show) return <span className={LINK}>{shown(piece.text)}</span>
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer" className={LINK}>
          {piece.text}
        </a>
      )
    case 'bold':
      return (
        <b className="font-semibold">
          <Pieces pieces={piece.pieces} show={show} />
        </b>
      )
    case 'italic':
      return (
        <i>
          <Pieces pieces={piece.pieces} show={show} />
        </i>
      )
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.pieces} show={show} />
        </s>
      )
    case 'code':
      return (
        <code className="rounded-r1 bg-surface-2 px-1 font-mono text-12">{shown(piece.text)}</code>
      )
    case 'block':
      return (
        <code className="my-1 block indent-0 rounded-r2 bg-surface-2 px-2 py-1 font-mono text-12 whitespace-pre-wrap">
          {shown(piece.text)}
        </code>
      )
    case 'quote':
      return (
        <blockquote
          dir="auto"
          className="my-0.5 border-s-3 border-line-3 ps-2 text-text-2 [unicode-bidi:plaintext]"
        >
          {piece.lines.map((line, n) => (
            <div key={String(n)}>
              <span className={WRITTEN}>{line.mark}</span>
              <Pieces pieces={line.pieces} show={show} />
            </div>
          ))}
        </blockquote>
      )
    case 'bullets':
    case 'numbers':
      return <List piece={piece} show={show} />
  }
}

/** The marks are text, not the browser's own: what is selected and copied is what was written. */
function List({ piece: { kind, lines }, show }: { piece: Lines; show: Show | undefined }) {
  const Kind = kind === 'numbers' ? 'ol' : 'ul'
  return (
    <Kind role="list" className="my-0.5">
      {lines.map(({ mark, pieces }, n) => (
        <li
          key={String(n)}
          dir="auto"
          className={kind === 'numbers' ? 'ps-6 -indent-6' : 'ps-5 -indent-5'}
        >
          {kind === 'numbers' ? (
            <span className={`${MARK} min-w-6 tabular-nums`}>{mark}</span>
          ) : (
            <span aria-hidden="true" className={`${MARK} w-5 before:ps-1 before:content-['•']`}>
              <span className={WRITTEN}>{mark}</span>
            </span>
          )}
          <Pieces pieces={pieces} show={show} />
        </li>
      ))}
    </Kind>
  )
}
