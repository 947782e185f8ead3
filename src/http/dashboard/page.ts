/** The page: nothing inline, everything by its hashed name. */
export function page(parts: {
  template: string
  styles: string
  theme: string
  main: string
  preloaded: readonly string[]
}): string {
  const head = [
    `<link rel="stylesheet" href="/assets/${parts.styles}" />`,
    // Not a module: it sets the theme before anything is drawn.
    `<script src="/assets/${parts.theme}"></script>`,
    ...parts.preloaded.map((name) => `<link rel="modulepreload" href="/assets/${name}" />`),
    `<script type="module" src="/assets/${parts.main}"></script>`,
  ]
  return parts.template.replace('<!-- assets -->', head.join('\n    '))
}
