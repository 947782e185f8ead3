import { Fragment } from 'react'
import { FormattedText } from '../thread/TextBody.tsx'
import { piecesOf } from './templateParts.ts'

type Values = Record<string, string>

/** A template's text with its variables filled in. A variable without a value is marked. */
export function TemplateText({
  text,
  component,
  values,
}: {
  text: string
  component: 'header' | 'body'
  values: Values
}) {
  return piecesOf(text, component, values).map((piece, n) => {
    const key = String(n)
    if (piece.kind === 'text') return <Fragment key={key}>{piece.text}</Fragment>
    return (
      <mark
        key={key}
        className={
          piece.value === ''
            ? 'rounded-r1 bg-bad-soft px-1 text-bad outline outline-bad-line'
            : 'rounded-r1 bg-out-well px-1 text-accent-text'
        }
      >
        {piece.value || piece.name}
      </mark>
    )
  })
}

/** The same for the body, which has WhatsApp's formatting too, as the customer sees it. */
export const TemplateBodyText = ({ text, values }: { text: string; values: Values }) => (
  <FormattedText
    text={text}
    show={(plain) => <TemplateText text={plain} component="body" values={values} />}
  />
)
