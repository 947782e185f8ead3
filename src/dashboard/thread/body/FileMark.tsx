const COLOURS: readonly [RegExp, string][] = [
  [/^pdf$/, '#B3282D'],
  [/^(docx?|odt|rtf|txt)$/, '#2B579A'],
  [/^(xlsx?|ods|csv)$/, '#1B7246'],
  [/^(pptx?|odp)$/, '#A4471D'],
]
const OTHER = '#5B5866'

/** A file icon in the colour of its type, with the extension as text. */
export function FileMark({ name, mime }: { name: string; mime: string | null }) {
  const extension = /\.(\w{1,5})$/.exec(name)?.[1] ?? mime?.split('/')[1]?.slice(0, 4) ?? ''
  const colour = COLOURS.find(([kind]) => kind.test(extension.toLowerCase()))?.[1] ?? OTHER
  return (
    <span
      aria-hidden="true"
      style={{ backgroundColor: colour }}
      className="grid h-10 w-8 shrink-0 items-end justify-items-center rounded-r1 pb-1 text-[9px] font-bold text-white [clip-path:polygon(0_0,68%_0,100%_25%,100%_100%,0_100%)]"
    >
      {extension.toUpperCase().slice(0, 4)}
    </span>
  )
}
