import { memo } from 'react'
import { type Piece, readText } from './whatsappText.ts'

/** A text with WhatsApp's formatting and with links. `dir="auto"`, since a customer may write from right to left. */
export const TextBody = memo(function TextBody({ text }: { text: string }) {
  return (
    <span
      dir="auto"
      className="break-words whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext]"
    >
      <Pieces pieces={readText(text)} />
    </span>
  )
})

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, n) => <PieceView key={String(n)} piece={piece} />)
}

function PieceView({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case 'text':
      return piece.text
    case 'link':
      return (
        <a
          href={piece.href}
          target="_blank"
          rel="noopener noreferrer"
          className="text-accent-text underline underline-offset-2"
        >
          {piece.text}
        </a>
      )
    case 'bold':
      return (
        <b className="font-semibold">
          <Pieces pieces={piece.pieces} />
        </b>
      )
    case 'italic':
      return (
        <i>
          <Pieces pieces={piece.pieces} />
        </i>
      )
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.pieces} />
        </s>
      )
    case 'code':
      return <code className="rounded-r1 bg-surface-2 px-1 font-mono text-12">{piece.text}</code>
    case 'block':
      return (
        <code className="my-1 block rounded-r2 bg-surface-2 px-2 py-1 font-mono text-12 whitespace-pre-wrap">
          {piece.text}
        </code>
      )
  }
}
